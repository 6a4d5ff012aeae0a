import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { Button } from '../../components/button';
import { Page } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { CreateEventDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { createInput, EMPTY_DRAFT, type EventDraft } from './event-draft';
import { faultsOf, missingToBeActive, mistakesIn, type Missing } from './event-faults';
import { EventForm } from './event-form';
import { FormFoot } from './form-foot';
import { eventFormTexts } from './event-form-texts';
import { MissingDialog } from './missing-dialog';
import './events.css';

export default function NewEventPage() {
  const texts = useTexts(eventFormTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [{ fetching }, create] = useMutation(CreateEventDocument);
  const [draft, setDraft] = useState<EventDraft>(EMPTY_DRAFT);
  // One key for one form: sent again after a lost answer, it gives the same event instead of a second one.
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [wasTried, setTried] = useState(false);
  const [missing, setMissing] = useState<readonly Missing[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const faults = faultsOf(draft);
  const faultCount = Object.keys(faults).length;
  const told = wasTried && faultCount > 0 ? texts.faultsLeft(faultCount) : fault;

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
    if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') setIdempotencyKey(randomId());
    if (refusal) return setFault(errorText(refusal, language));
    const event = data?.createEvent?.event;
    if (!event) return;
    announce(texts.created(event.title));
    navigate(`/events/${event.id}`, { replace: true });
  }

  return (
    <Page title={texts.createTitle}>
      <EventForm
        draft={draft}
        faults={wasTried ? faults : mistakesIn(faults)}
        ownId={null}
        isFrozen={false}
        onChange={setDraft}
      >
        <FormFoot fault={told}>
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
