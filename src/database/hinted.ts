import type { mongo } from 'mongoose';
import { isRefusedHint } from './guard-index';

/**
 * Reads by an index that it names. Without a hint the planner tries every index that begins alike, for
 * every branch of an `$or`: five to ten times the cost of the read itself. While the index is missing the
 * read goes without it and is slow, but right; readiness reports what is missing.
 */
export async function hinted<Result>(
  index: string,
  read: (options: { readonly hint?: string }) => Promise<Result>,
): Promise<Result> {
  try {
    return await read({ hint: index });
  } catch (error) {
    if (!isRefusedHint(error)) throw error;
    return read({});
  }
}

interface Bounds {
  readonly index: string;
  /** The only field of the index. */
  readonly field: string;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/**
 * Reads by an index of a list between two of its keys. Of two conditions on a list, such as a value and the type that a
 * partial index asks for, the planner makes a plan each, and tries both every time; one of them walks over the keys of
 * all that was in the index until lately. The condition on the rows is still needed: the index may be missing.
 */
export function hintedBetween<Result>(
  { index, field, from, to }: Bounds,
  read: (options: Pick<mongo.FindOptions, 'hint' | 'min' | 'max'>) => Promise<Result>,
): Promise<Result> {
  return hinted(index, ({ hint }) =>
    read(hint === undefined ? {} : { hint, min: { [field]: from }, max: { [field]: to } }),
  );
}
