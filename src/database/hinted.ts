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
