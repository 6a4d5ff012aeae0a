import { useId, useRef, useState } from 'react';
import { DECISIONS_MAX, REASON_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { hasVisibleCharacter } from '../../../../src/domain/text';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextAreaField } from '../../components/fields';
import { DraftNotice } from '../../drafts/draft-notice';
import { useDraft } from '../../drafts/use-draft';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { LatestReasons } from './latest-reasons';
import { PaymentTotals } from './payment-totals';
import { requestsTexts } from './requests-texts';
import { useDecide, type Outcome, type Verdict } from './use-decide';

export interface Chosen {
  readonly id: string;
  readonly user: string;
  readonly eventId: string;
  readonly event: string;
}

interface DecideManyDialogProps {
  readonly verdict: Verdict;
  readonly requests: readonly Chosen[];
  readonly onClose: () => void;
}

const noWords = () => '';
const hasWords = (words: string) => words.trim() !== '';

/** 25 in each call, with an answer for each; closing it in between stops after those that are on the way. */
export function DecideManyDialog({ verdict, requests, onClose }: DecideManyDialogProps) {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const decide = useDecide();
  const formId = useId();
  const draft = useDraft(`${verdict} many`, noWords, hasWords);
  const words = draft.value;
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [phase, setPhase] = useState<'asking' | 'working' | 'done'>('asking');
  const isStopped = useRef(false);
  const isReject = verdict === 'reject';
  const isInvalid = (isReject && !hasVisibleCharacter(words)) || [...words].length > REASON_MAX_CHARACTERS;

  async function decideAll(): Promise<void> {
    if (isInvalid) return;
    draft.finish();
    setPhase('working');
    const ids = requests.map(({ id }) => id);
    for (let at = 0; at < ids.length && !isStopped.current; at += DECISIONS_MAX) {
      const step = ids.slice(at, at + DECISIONS_MAX);
      const found = await decide(step, verdict, words.trim());
      setOutcomes((known) => new Map([...known, ...step.map((id, index) => [id, found[index]!] as const)]));
    }
    setPhase('done');
  }

  const done = [...outcomes.values()].filter(({ isDone }) => isDone).length;
  const refused = outcomes.size - done;
  const left = requests.length - outcomes.size;

  const title = isReject ? texts.rejectMany(requests.length) : texts.approveMany(requests.length);
  return (
    <Dialog
      title={title}
      role="alertdialog"
      onClose={() => {
        isStopped.current = true;
        if (phase !== 'working') onClose();
      }}
    >
      <form
        id={formId}
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          void decideAll();
        }}
      >
        {phase === 'asking' && <DraftNotice draft={draft} />}
        {phase === 'asking' ? (
          <>
            {!isReject && <PaymentTotals requests={requests} />}
            <TextAreaField
              label={isReject ? texts.reason : texts.note}
              value={words}
              onChange={draft.setValue}
              isRequired={isReject}
              limit={REASON_MAX_CHARACTERS}
              autoFocus
            />
            <LatestReasons verdict={verdict} onChoose={draft.setValue} />
          </>
        ) : (
          <div className="stack" role="status">
            <progress
              className="progress"
              value={outcomes.size}
              max={requests.length}
              aria-label={texts.progress(done, requests.length)}
            />
            <span>{texts.progress(done, requests.length)}</span>
            {refused > 0 && <span className="outcome-bad">{texts.refused(refused)}</span>}
            {phase === 'done' && left > 0 && <span>{texts.stopped(left)}</span>}
          </div>
        )}
        {/* Longer than its box, it scrolls by keyboard. */}
        <ul className="outcomes" aria-label={texts.outcome} tabIndex={0}>
          {requests.map(({ id, user, event }) => (
            <li key={id} className="outcome">
              <span>{texts.outcomeOf(user, event)}</span>
              <span className={outcomes.get(id)?.isDone === false ? 'outcome-bad' : 'faint'}>
                {outcomes.get(id)?.text ?? (phase === 'done' ? texts.notDecided : null)}
              </span>
            </li>
          ))}
        </ul>
      </form>
      <div className="dialog-foot">
        {phase === 'asking' && (
          <>
            <Button
              onPress={() => {
                draft.finish();
                onClose();
              }}
            >
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} tone={isReject ? 'danger' : 'primary'} isDisabled={isInvalid}>
              {title}
            </Button>
          </>
        )}
        {phase === 'working' && <Button onPress={() => (isStopped.current = true)}>{texts.stop}</Button>}
        {phase === 'done' && (
          <Button tone="primary" onPress={onClose}>
            {common.close}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
