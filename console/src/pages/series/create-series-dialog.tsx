import { useState } from 'react';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { CLAIM_GRACE_HOURS_MAX } from '../../../../src/domain/event-series';
import { TITLE_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { RECURRENCES, type Recurrence } from '../../../../src/domain/recurrence';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { SelectField } from '../../components/select-field';
import { useAnnounce } from '../../components/toasts';
import { wholeNumber } from '../../components/whole-number';
import { CreateSeriesDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { seriesTexts } from './series-texts';

interface CreateSeriesDialogProps {
  readonly event: { readonly id: string; readonly title: string };
  readonly onClose: () => void;
}

/** Makes an event the template of a series, and opens the page of the series. */
export function CreateSeriesDialog({ event, onClose }: CreateSeriesDialogProps) {
  const texts = useTexts(seriesTexts);
  const { language } = useSettings();
  const { today } = useServiceClock();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [, create] = useMutation(CreateSeriesDocument);
  const [title, setTitle] = useState(event.title);
  const [recurrence, setRecurrence] = useState<Recurrence>('WEEKLY');
  const [firstDay, setFirstDay] = useState<string>(today);
  const [lastDay, setLastDay] = useState('');
  const [grace, setGrace] = useState('0');
  // Sent again after a lost answer, it gives the same series.
  const [idempotencyKey, setKey] = useState(randomId);
  const claimGraceHours = wholeNumber(grace);
  const isGrace = claimGraceHours >= 0 && claimGraceHours <= CLAIM_GRACE_HOURS_MAX;

  async function confirm(): Promise<string | null> {
    if (firstDay === '') return texts.dayFault;
    if (!isGrace) return texts.graceFault;
    const days = { firstDay, lastDay: lastDay === '' ? null : lastDay };
    const input = { templateEventId: event.id, title, recurrence, ...days, claimGraceHours, idempotencyKey };
    const { data, error } = await create({ input });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.createSeries?.userErrors[0];
    // The dialog was sent, its answer lost, and changed before it was sent again.
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') setKey(randomId());
    if (refusal) return errorText(refusal, language);
    const series = data?.createSeries?.series;
    if (series) {
      announce(texts.created(series.title));
      navigate(`/series/${series.id}`);
    }
    return null;
  }

  return (
    <ConfirmDialog
      form={`repeat ${event.id}`}
      title={texts.createTitle}
      confirmLabel={texts.repeat}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{texts.createHint}</p>
      <TextField
        label={texts.name}
        value={title}
        onChange={setTitle}
        limit={TITLE_MAX_CHARACTERS}
        isRequired
      />
      <SelectField
        label={texts.recurrence}
        value={recurrence}
        options={RECURRENCES}
        names={texts.recurrences}
        onChange={setRecurrence}
      />
      <p className="hint">{texts.recurrenceHints[recurrence]}</p>
      <TextField label={texts.firstDay} type="date" value={firstDay} onChange={setFirstDay} isRequired />
      <TextField label={texts.lastDay} type="date" value={lastDay} onChange={setLastDay} />
      <TextField
        label={texts.grace}
        inputMode="numeric"
        value={grace}
        onChange={setGrace}
        error={isGrace ? null : texts.graceFault}
      />
    </ConfirmDialog>
  );
}
