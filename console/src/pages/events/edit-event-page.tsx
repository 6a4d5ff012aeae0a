import { useState } from 'react';
import { holdsUnknownValue } from '../../../../src/domain/known-values';
import { Link, useLocation, useParams } from 'wouter';
import { useClient, useQuery } from 'urql';
import { Button } from '../../components/button';
import { Page } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { Loaded } from '../../components/view-states';
import { DraftNotice } from '../../drafts/draft-notice';
import { useDraft } from '../../drafts/use-draft';
import { EventDocument, type EventDetailsFragment } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { changesOf, mergeChanges, ontoStored } from './event-changes';
import { draftOf, type EventDraft } from './event-draft';
import { faultsOf, missingToBeActive, type Missing } from './event-faults';
import { EventForm } from './event-form';
import { FormFoot } from './form-foot';
import { eventFormTexts } from './event-form-texts';
import { MissingDialog } from './missing-dialog';
import { useSaveEvent } from './use-save-event';
import { VersionComparison } from './version-comparison';
import { eventsTexts } from './events-texts';
import './events.css';

export default function EditEventPage() {
  const { id } = useParams<{ id: string }>();
  // Written on what is stored now, not on what a list saw a while ago.
  const [query, reload] = useQuery({
    query: EventDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const { title } = useTexts(eventsTexts);
  const { newerEvent } = useTexts(commonTexts);
  // Until its title is known, the page is called after the list that it belongs to.
  const view = (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ event }) =>
        event &&
        (holdsUnknownValue(event) ? (
          <Page title={event.title}>
            <p className="notice notice-warn">{newerEvent}</p>
          </Page>
        ) : (
          <EditEvent key={event.id} loaded={event} />
        ))
      }
    </Loaded>
  );
  return query.data?.event && !query.error ? view : <Page title={title}>{view}</Page>;
}

interface Content {
  /** The version that the draft was begun with: what another person stored since is compared on saving. */
  readonly base: EventDetailsFragment;
  readonly draft: EventDraft;
}

const contentOf = (event: EventDetailsFragment): Content => ({ base: event, draft: draftOf(event) });
const isUnsaved = ({ base, draft }: Content) => changesOf(draftOf(base), draft).length > 0;

function EditEvent({ loaded }: { readonly loaded: EventDetailsFragment }) {
  const texts = useTexts(eventFormTexts);
  const announce = useAnnounce();
  const client = useClient();
  const save = useSaveEvent();
  const [, navigate] = useLocation();
  const kept = useDraft<Content>(`event ${loaded.id}`, () => contentOf(loaded), isUnsaved);
  const { base, draft } = kept.value;
  const set = (changes: Partial<Content>) => kept.setValue((present) => ({ ...present, ...changes }));
  const [isSaving, setSaving] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [missing, setMissing] = useState<readonly Missing[]>([]);
  const [theirs, setTheirs] = useState<EventDetailsFragment | null>(null);
  const changes = changesOf(draftOf(base), draft);
  const faults = faultsOf(draft, base.frozen ? base : undefined);
  const faultCount = Object.keys(faults).length;
  const message = wasTried && faultCount > 0 ? texts.faultsLeft(faultCount) : fault;

  const readStored = async () => {
    const { data } = await client.query(EventDocument, { id: base.id }, { requestPolicy: 'network-only' });
    return data?.event ?? null;
  };

  async function submit(): Promise<void> {
    if (isSaving) return;
    setTried(true);
    setFault(null);
    if (faultCount > 0) return;
    const lacking = missingToBeActive(draft);
    if (base.active && lacking.length > 0) return setMissing(lacking);
    setSaving(true);
    const outcome = await save(base.id, base.version, changes);
    setSaving(false);
    if (outcome.kind === 'saved') {
      kept.finish();
      announce(texts.saved(draft.title.trim()));
      return navigate(`/events/${base.id}`, { replace: true });
    }
    if (outcome.kind === 'conflict' && outcome.done === 0) return setTheirs(await readStored());
    // A part is stored: the form goes on from there, with what is left of it.
    const stored = await readStored();
    if (outcome.done > 0 && stored) goOnFrom(stored);
    if (outcome.kind === 'conflict') return setTheirs(stored);
    const partly = outcome.done > 0 ? ` ${texts.partlySaved(outcome.done, changes.length)}` : '';
    setFault(outcome.text + partly);
  }

  /** Rows of the draft that were stored meanwhile are recognized by their content, because they had no id yet. */
  function goOnFrom(stored: EventDetailsFragment): void {
    kept.setValue((mine) => ({ base: stored, draft: ontoStored(mine.draft, draftOf(stored)) }));
  }

  return (
    <Page title={texts.editTitle(base.title)}>
      <DraftNotice draft={kept} />
      {base.state === 'ARCHIVED' ? (
        <p className="notice notice-warn">{texts.archived}</p>
      ) : (
        base.active && <p className="notice">{texts.active}</p>
      )}
      <EventForm
        draft={draft}
        faults={faults}
        ownId={base.id}
        isFrozen={base.frozen}
        onChange={(changed) => set({ draft: changed })}
      >
        <FormFoot fault={message}>
          <Button
            tone="primary"
            isPending={isSaving}
            isDisabled={changes.length === 0 || base.state === 'ARCHIVED'}
            onPress={() => void submit()}
          >
            {texts.save}
          </Button>
          <Link href={`/events/${base.id}`} className="button button-quiet">
            {texts.cancel}
          </Link>
          {changes.length === 0 && <span className="faint">{texts.nothingChanged}</span>}
        </FormFoot>
      </EventForm>
      {missing.length > 0 && <MissingDialog missing={missing} onClose={() => setMissing([])} />}
      {theirs && (
        <VersionComparison
          before={draftOf(base)}
          mine={draft}
          theirs={draftOf(theirs)}
          onTakeMine={() => {
            set({ base: theirs, draft: mergeChanges(draftOf(base), draft, draftOf(theirs)) });
            setTheirs(null);
          }}
          onTakeTheirs={() => {
            kept.setValue(contentOf(theirs));
            setTheirs(null);
          }}
          onClose={() => setTheirs(null)}
        />
      )}
    </Page>
  );
}
