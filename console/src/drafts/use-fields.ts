import { useState } from 'react';
import { useDraft, type Draft } from './use-draft';

export interface Fields<T> extends Draft<T> {
  readonly set: (changes: Partial<T>) => void;
}

/**
 * The fields of a dialog as a draft. It is unsaved while any of them differs from the beginning; an `idempotencyKey`
 * is no input, but is kept with it, so that what is sent again after a reload is done once.
 *
 * @param form names the dialog, with the record that it is about
 */
export function useFields<T extends object>(form: string, initial: () => T): Fields<T> {
  const [begin] = useState(initial);
  const draft = useDraft<T>(
    `fields of ${form}`,
    () => begin,
    (value) => inputOf(value) !== inputOf(begin),
  );
  const { setValue } = draft;
  return { ...draft, set: (changes) => setValue((before) => ({ ...before, ...changes })) };
}

function inputOf(value: object): string {
  return JSON.stringify({ ...value, idempotencyKey: null });
}
