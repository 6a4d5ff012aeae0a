import type { mongo } from 'mongoose';
import { hinted } from '../database/hinted';
import { FEED_TYPES, OWES_CODES, owes } from '../domain/reward-feed';

/** A revoked request owes its event the units that it was paid; see stock-returns. */
export const STOCK_RETURN = 'stockReturn';

const KNOWN: ReadonlySet<string> = new Set([...FEED_TYPES.map(owes), OWES_CODES, STOCK_RETURN]);

/** Whether this release knows what each of a row's obligations means. */
export function knowsObligations(due: readonly string[] = []): boolean {
  return due.every((obligation) => KNOWN.has(obligation));
}

/**
 * Reads the requests or accounts that owe this, or anything that begins so, by a scan between two keys of their index. Of
 * two conditions on a list, the value and the type that the partial index asks for, the planner makes a plan each and
 * tries both every time; one of them walks over the keys of all that was owed until lately. The condition on the rows is
 * still needed: the index may be missing.
 */
export function readOwing<Rows>(
  obligation: string,
  read: (options: Pick<mongo.FindOptions, 'hint' | 'min' | 'max'>) => Promise<Rows>,
): Promise<Rows> {
  return hinted('due_1', ({ hint }) =>
    read(hint === undefined ? {} : { hint, min: { due: obligation }, max: { due: `${obligation}\uffff` } }),
  );
}

/**
 * What a paid row owes once it is revoked, as an expression of an update pipeline. A row from before the reward feed
 * has no list: its payment enters the feed before its revocation, as that of every other row. Codes that are not bound
 * yet are owed no longer.
 */
export function dueWhenRevoked({ returnsStock }: { readonly returnsStock: boolean }): mongo.Document {
  return {
    $concatArrays: [
      {
        $filter: {
          input: { $ifNull: ['$due', [owes('REWARD_GRANTED')]] },
          cond: { $ne: ['$$this', OWES_CODES] },
        },
      },
      [owes('REWARD_REVOKED'), ...(returnsStock ? [STOCK_RETURN] : [])],
    ],
  };
}
