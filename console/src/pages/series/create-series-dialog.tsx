import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { CLAIM_GRACE_HOURS_MAX } from '../../../../src/domain/event-series';
import { TITLE_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { RECURRENCES, type Recurrence } from '../../../../src/domain/recurrence';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { DayField } from '../../components/day-field';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { SelectField } from '../../components/select-field';
import { useAnnounce } from '../../components/toasts';
import { wholeNumber } from '../../components/whole-number';
import { useFields } from '../../drafts/use-fields';
import { CreateSeriesDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { seriesTexts } from './series-texts';

interface CreateSeriesDialogProps {
  readonly event: { readonly id: string; readonly title: string };
  readonly onClose: () => void;
}

interface NewSeries {
  readonly title: string;
  readonly recurrence: Recurrence;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly grace: string;
  /** Sent again after a lost answer, it gives the same series. */
  readonly idempotencyKey: string;
}

/** Makes an event the template of a series, and opens the page of the series. */
export function CreateSeriesDialog({ event, onClose }: CreateSeriesDialogProps) {
  const texts = useTexts(seriesTexts);
  const { language } = useSettings();
  const { today } = useServiceClock();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [, create] = useMutation(CreateSeriesDocument);
  const fields = useFields<NewSeries>(`repeat ${event.id}`, () => ({
    ...{ title: event.title, recurrence: 'WEEKLY', firstDay: today, lastDay: null, grace: '0' },
    idempotencyKey: randomId(),
  }));
  const { title, recurrence, firstDay, lastDay, grace, idempotencyKey } = fields.value;
  const claimGraceHours = wholeNumber(grace);
  const isGrace = claimGraceHours >= 0 && claimGraceHours <= CLAIM_GRACE_HOURS_MAX;

  async function confirm(): Promise<string | null> {
    if (firstDay === null) return texts.dayFault;
    if (!isGrace) return texts.graceFault;
    const days = { firstDay, lastDay };
    const input = { templateEventId: event.id, title, recurrence, ...days, claimGraceHours, idempotencyKey };
    const { data, error } = await create({ input });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.createSeries?.userErrors[0];
    // The dialog was sent, its answer lost, and changed before it was sent again.
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') fields.set({ idempotencyKey: randomId() });
    if (refusal) return errorText(refusal, language);
    const series = data?.createSeries?.series;
    if (series) {
      announce(texts.created(series.title));
      fields.finish();
      navigate(`/series/${series.id}`);
    }
    return null;
  }

  return (
    <ConfirmDialog
      form={`repeat ${event.id}`}
      title={texts.createTitle}
      confirmLabel={texts.repeat}
      fields={fields}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{texts.createHint}</p>
      <TextField
        label={texts.name}
        value={title}
        onChange={(typed) => fields.set({ title: typed })}
        limit={TITLE_MAX_CHARACTERS}
        isRequired
      />
      <SelectField
        label={texts.recurrence}
        value={recurrence}
        options={RECURRENCES}
        names={texts.recurrences}
        onChange={(chosen) => fields.set({ recurrence: chosen })}
      />
      <p className="hint">{texts.recurrenceHints[recurrence]}</p>
      <DayField
        label={texts.firstDay}
        value={firstDay}
        onChange={(day) => fields.set({ firstDay: day })}
        isRequired
      />
      <DayField label={texts.lastDay} value={lastDay} onChange={(day) => fields.set({ lastDay: day })} />
      <TextField
        label={texts.grace}
        inputMode="numeric"
        value={grace}
        onChange={(typed) => fields.set({ grace: typed })}
        error={isGrace ? null : texts.graceFault}
      />
    </ConfirmDialog>
  );
}
