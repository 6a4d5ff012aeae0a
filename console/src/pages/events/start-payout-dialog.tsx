import { useRef } from 'react';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { ConfirmDialog } from '../../components/dialog';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import { StartPayoutDocument, type EventDetailsFragment } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { payoutsTexts } from '../payouts/payouts-texts';
import { AudiencePicker } from './audience-picker';

interface StartPayoutDialogProps {
  readonly event: EventDetailsFragment;
  readonly onClose: () => void;
}

interface Choice {
  readonly audience: { readonly id: string; readonly name: string } | null;
  /** Sent again after a lost answer, it gives the same payout. */
  readonly idempotencyKey: string;
}

/** Pays an audience, and opens the page that shows how far the payout has come. */
export function StartPayoutDialog({ event, onClose }: StartPayoutDialogProps) {
  const texts = useTexts(payoutsTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [, start] = useMutation(StartPayoutDocument);
  const fields = useFields<Choice>(`pay ${event.id}`, () => ({ audience: null, idempotencyKey: randomId() }));
  const { audience, idempotencyKey } = fields.value;
  const startedId = useRef<string | null>(null);

  async function confirm(reason: string): Promise<string | null> {
    if (audience === null) return texts.chooseAudience;
    const input = { eventId: event.id, audienceId: audience.id, reason, idempotencyKey };
    const { data, error } = await start({ input });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.startPayout?.userErrors[0];
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') fields.set({ idempotencyKey: randomId() });
    if (refusal) return errorText(refusal, language);
    const payout = data?.startPayout?.payout;
    if (payout) {
      announce(payout.state === 'AWAITING_APPROVAL' ? texts.awaits : texts.started);
      startedId.current = payout.id;
    }
    return null;
  }

  /** After the reason is no longer a draft: leaving would be asked about before. */
  function openStarted(): void {
    if (startedId.current !== null) navigate(`/payouts/${startedId.current}`);
  }

  return (
    <ConfirmDialog
      form={`pay ${event.id}`}
      title={texts.startTitle}
      confirmLabel={texts.start}
      reason={{ label: texts.why, required: true, isFirst: false }}
      fields={fields}
      onConfirm={confirm}
      onForget={openStarted}
      onClose={onClose}
    >
      <p>
        <strong>{event.title}</strong>
      </p>
      <p>{texts.startHint}</p>
      {!event.frozen && <p className="notice">{texts.freezes}</p>}
      <AudiencePicker
        label={texts.audience}
        chosen={audience}
        isDisabled={false}
        error={undefined}
        onChange={(chosen) => fields.set({ audience: chosen })}
      />
    </ConfirmDialog>
  );
}
