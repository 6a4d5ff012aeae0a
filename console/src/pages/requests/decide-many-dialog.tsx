import { useId, useRef, useState } from 'react';
import { REASON_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextAreaField } from '../../components/fields';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';
import { useDecide, type Outcome, type Verdict } from './use-decide';

export interface Chosen {
  readonly id: string;
  readonly user: string;
  readonly event: string;
}

interface DecideManyDialogProps {
  readonly verdict: Verdict;
  readonly requests: readonly Chosen[];
  readonly onClose: () => void;
}

/** One by one, with an answer for each; closing it in between stops after the one that is on the way. */
export function DecideManyDialog({ verdict, requests, onClose }: DecideManyDialogProps) {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const decide = useDecide();
  const formId = useId();
  const [words, setWords] = useState('');
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [phase, setPhase] = useState<'asking' | 'working' | 'done'>('asking');
  const isStopped = useRef(false);
  const isReject = verdict === 'reject';
  const isInvalid = (isReject && words.trim() === '') || [...words].length > REASON_MAX_CHARACTERS;

  async function decideAll(): Promise<void> {
    if (isInvalid) return;
    setPhase('working');
    for (const { id } of requests) {
      const outcome = isStopped.current
        ? { isDone: false, text: texts.notDecided }
        : await decide(id, verdict, words.trim());
      setOutcomes((known) => new Map(known).set(id, outcome));
    }
    setPhase('done');
  }

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
        {phase === 'asking' ? (
          <TextAreaField
            label={isReject ? texts.reason : texts.note}
            value={words}
            onChange={setWords}
            isRequired={isReject}
            limit={REASON_MAX_CHARACTERS}
            autoFocus
          />
        ) : (
          <div className="stack" role="status">
            <progress
              className="progress"
              value={outcomes.size}
              max={requests.length}
              aria-label={texts.progress(outcomes.size, requests.length)}
            />
            <span className="faint">{texts.progress(outcomes.size, requests.length)}</span>
          </div>
        )}
        <ul className="outcomes" aria-label={texts.outcome}>
          {requests.map(({ id, user, event }) => (
            <li key={id} className="outcome">
              <span>{texts.outcomeOf(user, event)}</span>
              <span className={outcomes.get(id)?.isDone === false ? 'outcome-bad' : 'faint'}>
                {outcomes.get(id)?.text}
              </span>
            </li>
          ))}
        </ul>
      </form>
      <div className="dialog-foot">
        {phase === 'asking' && (
          <>
            <Button onPress={onClose}>{common.cancel}</Button>
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
