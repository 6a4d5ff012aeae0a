import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { Button } from '../../components/button';
import { Page } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { DraftNotice } from '../../drafts/draft-notice';
import { useDraft } from '../../drafts/use-draft';
import { CreateEventDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { createInput, EMPTY_DRAFT, type EventDraft } from './event-draft';
import { faultsOf, missingToBeActive, mistakesIn, type Missing } from './event-faults';
import { EventForm } from './event-form';
import { FormFoot } from './form-foot';
import { eventFormTexts } from './event-form-texts';
import { MissingDialog } from './missing-dialog';
import './events.css';

interface Content {
  readonly draft: EventDraft;
  /** One key for one form: sent again after a lost answer or a reload, it gives the same event, not a second one. */
  readonly idempotencyKey: string;
}

const emptyContent = (): Content => ({ draft: EMPTY_DRAFT, idempotencyKey: randomId() });
const isUnsaved = ({ draft }: Content) => JSON.stringify(draft) !== JSON.stringify(EMPTY_DRAFT);

export default function NewEventPage() {
  const texts = useTexts(eventFormTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [{ fetching }, create] = useMutation(CreateEventDocument);
  const kept = useDraft<Content>('event', emptyContent, isUnsaved);
  const { draft, idempotencyKey } = kept.value;
  const [wasTried, setTried] = useState(false);
  const [missing, setMissing] = useState<readonly Missing[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const faults = faultsOf(draft);
  const faultCount = Object.keys(faults).length;
  const message = wasTried && faultCount > 0 ? texts.faultsLeft(faultCount) : fault;

  async function submit(active: boolean): Promise<void> {
    setTried(true);
    setFault(null);
    if (faultCount > 0) return;
    const lacking = missingToBeActive(draft);
    if (active && lacking.length > 0) return setMissing(lacking);
    const { data, error } = await create({ input: createInput(draft, active, idempotencyKey) });
    if (error) return setFault(errorText(factsOf(error), language));
    const refusal = data?.createEvent?.userErrors[0];
    // The form was sent, its answer lost, and changed before it was sent again.
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') {
      kept.setValue({ draft, idempotencyKey: randomId() });
    }
    if (refusal) return setFault(errorText(refusal, language));
    const event = data?.createEvent?.event;
    if (!event) return;
    kept.finish();
    announce(texts.created(event.title));
    navigate(`/events/${event.id}`, { replace: true });
  }

  return (
    <Page title={texts.createTitle}>
      <DraftNotice draft={kept} />
      <EventForm
        draft={draft}
        faults={wasTried ? faults : mistakesIn(faults)}
        ownId={null}
        isFrozen={false}
        onChange={(changed) => kept.setValue({ draft: changed, idempotencyKey })}
      >
        <FormFoot fault={message}>
          <Button tone="primary" isPending={fetching} onPress={() => void submit(true)}>
            {texts.saveActive}
          </Button>
          <Button isPending={fetching} onPress={() => void submit(false)}>
            {texts.saveInactive}
          </Button>
          <Link href="/events" className="button button-quiet">
            {texts.cancel}
          </Link>
        </FormFoot>
      </EventForm>
      {missing.length > 0 && <MissingDialog missing={missing} onClose={() => setMissing([])} />}
    </Page>
  );
}
