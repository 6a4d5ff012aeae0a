import { useEffect, useId, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { AUDIENCE_ADD_MAX } from '../../../../src/domain/audiences';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { TextAreaField } from '../../components/fields';
import { Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { DraftNotice } from '../../drafts/draft-notice';
import { useDraft } from '../../drafts/use-draft';
import { AddAudienceMembersDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { audiencesTexts } from './audiences-texts';
import { groupsOf, linesOf, textOf, type MemberLine } from './member-lines';

interface BadLine {
  readonly line: number;
  readonly reason: 'unknown' | Extract<MemberLine, { readonly fault: unknown }>['fault'];
}

interface Progress {
  readonly read: number;
  readonly added: number;
  readonly there: number;
  readonly bad: readonly BadLine[];
  readonly badCount: number;
}

const NOTHING: Progress = { read: 0, added: 0, there: 0, bad: [], badCount: 0 };
/** Lines that are shown with their reasons. */
const BAD_SHOWN = 100;

async function* oneText(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Adds a pasted list or a file, 200 accounts a call; what is in already stays, so it may be done again. */
export function AddMembers({
  audienceId,
  onAdded,
}: {
  readonly audienceId: string;
  readonly onAdded: () => void;
}) {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const fileId = useId();
  const [, add] = useMutation(AddAudienceMembersDocument);
  // The list stays in sight beside the lines that were refused; what was added is no draft.
  const [addedList, setAddedList] = useState('');
  const draft = useDraft(
    `members of ${audienceId}`,
    () => '',
    (text) => text.trim() !== '' && text !== addedList,
  );
  const list = draft.value;
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  /** @returns the progress after these lines, or what to say when they could not be added */
  async function addGroup(group: readonly MemberLine[], before: Progress): Promise<Progress | string> {
    const users = group.flatMap((line) => ('user' in line ? [line] : []));
    const bad: BadLine[] = group.flatMap((line) =>
      'fault' in line ? [{ line: line.line, reason: line.fault }] : [],
    );
    let added = 0;
    if (users.length > 0) {
      const { data, error } = await add({ input: { audienceId, users: users.map(({ user }) => user) } });
      if (error) return errorText(factsOf(error), language);
      const answer = data?.addAudienceMembers;
      const [refusal] = answer?.userErrors ?? [];
      if (refusal) return errorText(refusal, language);
      added = answer?.added ?? 0;
      for (const place of answer?.unknown ?? []) bad.push({ line: users[place]!.line, reason: 'unknown' });
    }
    return {
      read: before.read + group.length,
      added: before.added + added,
      there: before.there + group.length - bad.length - added,
      bad: [...before.bad, ...bad.sort((a, b) => a.line - b.line)].slice(0, BAD_SHOWN),
      badCount: before.badCount + bad.length,
    };
  }

  async function addAll(): Promise<void> {
    stopped.current = false;
    setRunning(true);
    setFault(null);
    setProgress(NOTHING);
    let done = NOTHING;
    let failure: string | null = null;
    const text = file === null ? oneText(list) : textOf(file);
    for await (const group of groupsOf(linesOf(text), AUDIENCE_ADD_MAX)) {
      if (stopped.current) break;
      const result = await addGroup(group, done);
      if (typeof result === 'string') {
        failure = result;
        break;
      }
      done = result;
      setProgress(done);
    }
    setRunning(false);
    if (failure !== null) setFault(failure);
    else announce(stopped.current ? texts.stopped : texts.done(done.added));
    if (failure === null && !stopped.current && file === null) setAddedList(list);
    onAdded();
  }

  return (
    <Panel title={texts.addTitle}>
      <p className="faint">{texts.addHint}</p>
      <DraftNotice draft={draft} />
      <TextAreaField
        label={texts.list}
        value={list}
        onChange={draft.setValue}
        rows={6}
        isDisabled={isRunning || file !== null}
      />
      <div className="field">
        <label className="label" htmlFor={fileId}>
          {texts.file}
        </label>
        <input
          id={fileId}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          disabled={isRunning}
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </div>
      <div>
        {isRunning ? (
          <Button
            onPress={() => {
              stopped.current = true;
            }}
          >
            {texts.stop}
          </Button>
        ) : (
          <Button
            tone="primary"
            isDisabled={file === null && list.trim() === ''}
            onPress={() => void addAll()}
          >
            {texts.add}
          </Button>
        )}
      </div>
      {progress !== null && (
        <div role="status">
          <p>{texts.progress(progress.read, progress.added, progress.there)}</p>
        </div>
      )}
      {fault !== null && (
        <p className="notice notice-bad" role="alert">
          {fault}
        </p>
      )}
      {progress !== null && progress.badCount > 0 && <BadLines progress={progress} />}
    </Panel>
  );
}

function BadLines({ progress: { bad, badCount } }: { readonly progress: Progress }) {
  const texts = useTexts(audiencesTexts);
  const title = texts.badLines(badCount);
  return (
    <>
      <p>{title}</p>
      <ul className="outcomes" aria-label={title} tabIndex={0}>
        {bad.map(({ line, reason }) => (
          <li key={line} className="outcome">
            {texts.badLine(line, texts.reasons[reason])}
          </li>
        ))}
      </ul>
      {badCount > bad.length && <p className="faint">{texts.moreBadLines(badCount - bad.length)}</p>}
    </>
  );
}
