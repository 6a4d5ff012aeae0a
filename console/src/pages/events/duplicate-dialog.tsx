import { parseAbsolute, type ZonedDateTime } from '@internationalized/date';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { InstantField } from '../../components/instant-field';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import { DuplicateEventDocument, type EventDetailsFragment } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { eventFormTexts } from './event-form-texts';
import { eventTexts } from './event-texts';
import { shiftedWindow } from './shifted-window';

interface DuplicateDialogProps {
  readonly event: Pick<EventDetailsFragment, 'id' | 'title' | 'startAt' | 'endAt' | 'claimUntil'>;
  readonly onClose: () => void;
}

/** Copies an event to the time after it, and opens the copy's form. */
export function DuplicateDialog({ event, onClose }: DuplicateDialogProps) {
  const texts = useTexts(eventTexts);
  const labels = useTexts(eventFormTexts);
  const { language } = useSettings();
  const { serviceTimeZone } = useServiceClock();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [, duplicate] = useMutation(DuplicateEventDocument);
  // The key: sent again after a lost answer, it gives the same copy.
  const fields = useFields(`duplicate ${event.id}`, () => ({
    title: event.title,
    window: shiftedWindow(event, serviceTimeZone),
    idempotencyKey: randomId(),
  }));
  const { title, window, idempotencyKey } = fields.value;

  const field = (name: keyof typeof window) => ({
    value: window[name] === null ? null : parseAbsolute(window[name], serviceTimeZone),
    onChange: (at: ZonedDateTime | null) =>
      fields.set({ window: { ...window, [name]: at?.toAbsoluteString() ?? null } }),
  });

  async function confirm(): Promise<string | null> {
    const { startAt, endAt, claimUntil } = window;
    if (startAt === null) return `${labels.startAt}: ${labels.faults.required}`;
    const input = { id: event.id, title, startAt, endAt, claimUntil, idempotencyKey };
    const { data, error } = await duplicate({ input });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.duplicateEvent?.userErrors[0];
    // The dialog was sent, its answer lost, and changed before it was sent again.
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') fields.set({ idempotencyKey: randomId() });
    if (refusal) return errorText(refusal, language);
    const copy = data?.duplicateEvent?.event;
    if (copy) {
      announce(texts.duplicated(copy.title));
      fields.finish();
      navigate(`/events/${copy.id}/edit`);
    }
    return null;
  }

  return (
    <ConfirmDialog
      form={`duplicate ${event.id}`}
      title={texts.duplicateTitle}
      confirmLabel={texts.duplicate}
      fields={fields}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{texts.duplicateHint}</p>
      <TextField
        label={labels.title}
        value={title}
        onChange={(typed) => fields.set({ title: typed })}
        isRequired
      />
      <InstantField label={labels.startAt} {...field('startAt')} isRequired />
      <InstantField label={labels.endAt} {...field('endAt')} />
      <InstantField label={labels.claimUntil} {...field('claimUntil')} />
    </ConfirmDialog>
  );
}
