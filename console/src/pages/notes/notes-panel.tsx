import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { Link } from 'wouter';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { Pages } from '../../components/pages';
import { ConfirmDialog } from '../../components/dialog';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { usePaging } from '../../components/use-filters';
import { Loaded } from '../../components/view-states';
import { AddStaffNoteDocument, StaffNotesDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { notesTexts } from './notes-texts';

interface NotesPanelProps {
  /** What the notes are about: those about a user are also those on the user's requests. */
  readonly subject: { readonly userId: string } | { readonly requestId: string };
  /** Of the user, or of who made the request. */
  readonly username: string;
  /** Whether another note may be added; for those who may write notes at all. */
  readonly isOpen: boolean;
}

/** What staff remember about a user or a request. */
export function NotesPanel({ subject, username, isOpen }: NotesPanelProps) {
  const texts = useTexts(notesTexts);
  const { runsEvents } = useViewer();
  const paging = usePaging('notes');
  const [isAdding, setAdding] = useState(false);
  const [query, reload] = useQuery({
    query: StaffNotesDocument,
    variables: { filter: subject, first: 10, after: paging.after },
  });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  return (
    <Panel
      title={texts.title}
      aside={runsEvents && isOpen && <Button onPress={() => setAdding(true)}>{texts.add}</Button>}
    >
      <Loaded query={query} onRetry={refresh}>
        {({ staffNotes }) =>
          staffNotes?.nodes.length ? (
            <>
              <ol className="notes" aria-label={texts.title}>
                {staffNotes.nodes.map(({ id, text, createdAt, createdBy, event, requestId }) => (
                  <li key={id}>
                    <p className="pre-line wrap-anywhere">{text}</p>
                    <p className="faint row">
                      <span>{createdBy?.username}</span>
                      <Instant at={createdAt} />
                      {'userId' in subject && event && (
                        <Link href={`/requests/${requestId}`}>{texts.onRequest(event.title)}</Link>
                      )}
                    </p>
                  </li>
                ))}
              </ol>
              <Pages paging={paging} list={staffNotes} />
            </>
          ) : (
            <p className="faint">{texts.none}</p>
          )
        }
      </Loaded>
      {isAdding && (
        <AddNoteDialog
          subject={subject}
          username={username}
          onAdded={refresh}
          onClose={() => setAdding(false)}
        />
      )}
    </Panel>
  );
}

interface AddNoteDialogProps extends Pick<NotesPanelProps, 'subject' | 'username'> {
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

function AddNoteDialog({ subject, username, onAdded, onClose }: AddNoteDialogProps) {
  const texts = useTexts(notesTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, add] = useMutation(AddStaffNoteDocument);
  // A retry after a lost answer adds the note once.
  const [idempotencyKey, setKey] = useState(randomId);
  return (
    <ConfirmDialog
      form={`note ${Object.values(subject).join()}`}
      title={'userId' in subject ? texts.addAboutUser(username) : texts.addAboutRequest(username)}
      confirmLabel={texts.add}
      reason={{ label: texts.text, required: true, hint: texts.hint }}
      onClose={onClose}
      onConfirm={async (text) => {
        const { data, error } = await add({ input: { ...subject, text, idempotencyKey } });
        if (error) return errorText(factsOf(error), language);
        const [refusal] = data?.addStaffNote?.userErrors ?? [];
        // The text was changed after an attempt whose answer got lost.
        if (refusal?.code === 'IDEMPOTENCY_KEY_REUSED') setKey(randomId());
        if (refusal) return errorText(refusal, language);
        announce(texts.added);
        onAdded();
        return null;
      }}
    />
  );
}
