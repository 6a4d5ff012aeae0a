import { useMutation } from 'urql';
import { TITLE_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { DayField } from '../../components/day-field';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import {
  UpdateSeriesDocument,
  type SeriesDetailsFragment,
  type UpdateSeriesInput,
} from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { EventPicker } from '../events/event-picker';
import { seriesTexts } from './series-texts';

export type SeriesChange = 'pause' | 'continue' | 'end';

/** Sends changes of a series; gives what to say when it failed. */
function useUpdateSeries({ id, version }: SeriesDetailsFragment) {
  const { language } = useSettings();
  const [, update] = useMutation(UpdateSeriesDocument);
  return async (changes: Partial<UpdateSeriesInput>): Promise<string | null> => {
    const { data, error } = await update({ input: { id, expectedVersion: version, ...changes } });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.updateSeries?.userErrors[0];
    return refusal ? errorText(refusal, language) : null;
  };
}

interface ChangeProps {
  readonly change: SeriesChange;
  readonly series: SeriesDetailsFragment;
  readonly onClose: () => void;
}

export function ChangeSeriesDialog({ change, series, onClose }: ChangeProps) {
  const texts = useTexts(seriesTexts);
  const announce = useAnnounce();
  const update = useUpdateSeries(series);
  const act = {
    pause: {
      title: texts.pauseTitle,
      hint: texts.pauseHint,
      label: texts.pause,
      done: texts.wasPaused,
      input: { paused: true },
    },
    continue: {
      title: texts.continueTitle,
      hint: texts.continueHint,
      label: texts.continue,
      done: texts.wasContinued,
      input: { paused: false },
    },
    end: {
      title: texts.endTitle,
      hint: texts.endHint,
      label: texts.end,
      done: texts.wasEnded,
      input: { ended: true },
    },
  }[change];
  return (
    <ConfirmDialog
      form={`${change} series ${series.id}`}
      title={act.title}
      confirmLabel={act.label}
      tone={change === 'end' ? 'danger' : 'primary'}
      onClose={onClose}
      onConfirm={async () => {
        const failure = await update(act.input);
        if (failure === null) announce(act.done(series.title));
        return failure;
      }}
    >
      <p>
        <strong>{series.title}</strong>
      </p>
      <p>{act.hint}</p>
    </ConfirmDialog>
  );
}

interface Content {
  readonly title: string;
  readonly lastDay: string | null;
  readonly template: { readonly id: string; readonly title: string } | null;
}

export function EditSeriesDialog({ series, onClose }: Omit<ChangeProps, 'change'>) {
  const texts = useTexts(seriesTexts);
  const announce = useAnnounce();
  const update = useUpdateSeries(series);
  // A draft of an older version would take back what another has changed since.
  const fields = useFields<Content>(`edit series ${series.id} ${series.version}`, () => ({
    title: series.title,
    lastDay: series.lastDay ?? null,
    template: { id: series.template.id, title: series.template.title },
  }));
  const { title, lastDay, template } = fields.value;
  return (
    <ConfirmDialog
      form={`edit series ${series.id}`}
      title={texts.editTitle}
      confirmLabel={texts.edit}
      fields={fields}
      onClose={onClose}
      onConfirm={async () => {
        if (template === null) return texts.templateFault;
        const failure = await update({ title, templateEventId: template.id, lastDay });
        if (failure === null) announce(texts.edited(title));
        return failure;
      }}
    >
      <TextField
        label={texts.name}
        value={title}
        onChange={(typed) => fields.set({ title: typed })}
        limit={TITLE_MAX_CHARACTERS}
        isRequired
      />
      <EventPicker
        label={texts.template}
        hint={texts.templateHint}
        chosen={template}
        ownId={null}
        states={['INACTIVE']}
        onChange={(chosen) => fields.set({ template: chosen })}
      />
      <DayField label={texts.lastDay} value={lastDay} onChange={(day) => fields.set({ lastDay: day })} />
    </ConfirmDialog>
  );
}
