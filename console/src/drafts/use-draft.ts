import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { browserStorage } from '../api/page-storage';
import { useViewer } from '../api/viewer';
import { DraftStore } from './draft-store';
import { leaveGuard } from './leave-guard';

export interface Draft<T> {
  readonly value: T;
  readonly setValue: Dispatch<SetStateAction<T>>;
  /** When a restored draft was typed, or null when nothing was restored. */
  readonly restoredAt: string | null;
  /** Back to the beginning; nothing is kept. */
  readonly discard: () => void;
  /** It was saved: nothing is kept, and nobody is asked before leaving. */
  readonly finish: () => void;
}

const drafts = new DraftStore(browserStorage);

/**
 * The content of a form, kept in the browser for its user until it is saved or discarded: a reload, a lost login or
 * another page lose nothing. While it differs from the beginning, leaving the page is asked about first.
 *
 * @param form names the form, with the record that it is about
 * @param isUnsaved whether there is something to lose
 */
export function useDraft<T>(form: string, initial: () => T, isUnsaved: (value: T) => boolean): Draft<T> {
  const { id: userId } = useViewer();
  const [kept] = useState(() => drafts.read<T>(userId, form));
  const [value, setValue] = useState<T>(() => (kept ? kept.value : initial()));
  const [restoredAt, setRestoredAt] = useState(kept?.at ?? null);
  const isFinished = useRef(false);
  const isKept = isUnsaved(value);
  const begin = useRef(initial);

  useEffect(() => {
    if (isFinished.current) return;
    if (isKept) drafts.write(userId, form, value);
    else drafts.remove(userId, form);
  }, [userId, form, value, isKept]);

  const finish = useCallback(() => {
    isFinished.current = true;
    drafts.remove(userId, form);
  }, [userId, form]);
  const discard = useCallback(() => {
    drafts.remove(userId, form);
    setValue(begin.current());
    setRestoredAt(null);
  }, [userId, form]);

  useEffect(
    () => leaveGuard.add({ isUnsaved: () => isKept && !isFinished.current, discard: finish }),
    [isKept, finish],
  );
  return { value, setValue, restoredAt, discard, finish };
}
