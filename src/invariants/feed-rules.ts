import { setImmediate as nextTurn } from 'node:timers/promises';
import { byPipeline, isSound, PROGRESS_ROWS, type Check, type Rule, type Snapshot } from './rule';
import { isRejection, REJECTIONS, RequestStatus } from '../domain/request-status';
import { owes, RELAYED_TYPES, type RelayedType } from '../domain/reward-feed';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { instantOf } from '../reward-feed/entries';
import { leafHash, LEAF_FIELDS, leafText, type LeafRow } from '../reward-feed/leaf';
import type { RewardFeedEntry } from '../reward-feed/reward-feed.model';

/** Entries whose requests are read together. */
const BATCH_ENTRIES = 500;

type JudgedRow = LeafRow & Pick<RewardRequest, 'status' | 'failureCode'>;

/** Whether a request is what an entry's type says. */
const FITS: Record<RelayedType, (row: JudgedRow) => boolean> = {
  REQUEST_PENDING: () => true,
  REQUEST_REJECTED: ({ failureCode }) => isRejection(failureCode),
  REWARD_GRANTED: ({ status }) => status === RequestStatus.SUCCESS,
  REWARD_REVOKED: ({ status, revokedAt }) => status === RequestStatus.SUCCESS && revokedAt != null,
};

/** A commitment takes the place of a text that was removed. Beside a text it would hide that the text was changed. */
function hidesText({ note, revokeReason, commitments }: JudgedRow): boolean {
  return (
    (commitments?.note !== undefined && note !== null) ||
    (commitments?.revokeReason !== undefined && revokeReason != null)
  );
}

const feedMatchesRequests: Rule = {
  name: 'feedMatchesRequests',
  description:
    'Every entry of the reward feed has its request, which still holds what the entry settled: the leaf that is recomputed from the request equals the stored one.',
};

/** The rules about the reward feed. Each reads on one snapshot: a row on its way into the feed owes its entry there. */
export const feedRules: readonly Check[] = [
  byPipeline({
    name: 'feedHasNoGap',
    description: 'The sequences of the reward feed begin at 1 and have no gap.',
    over: 'rewardFeed',
    violations: [
      { $project: { _id: 1 } },
      {
        $setWindowFields: {
          sortBy: { _id: 1 },
          output: { previous: { $shift: { output: '$_id', by: -1, default: 0 } } },
        },
      },
      { $match: { $expr: { $ne: ['$_id', { $add: ['$previous', 1] }] } } },
    ],
  }),
  byPipeline(
    haveEntries(
      'paidRequestsHaveEntries',
      'Every paid request that owes the reward feed nothing has its entry there. Requests from before the feed are exempt until `feed-backfill` adds them.',
      'REWARD_GRANTED',
      { status: RequestStatus.SUCCESS, due: { $exists: true } },
    ),
  ),
  byPipeline(
    haveEntries(
      'rejectedRequestsHaveEntries',
      'Every rejected request that owes the reward feed nothing has its entry there. Requests of older releases are exempt.',
      'REQUEST_REJECTED',
      { failureCode: { $in: [...REJECTIONS] }, due: { $exists: true } },
    ),
  ),
  byPipeline(
    haveEntries(
      'revokedRequestsHaveEntries',
      'Every revoked request that owes the reward feed nothing has its entry there.',
      'REWARD_REVOKED',
      { revokedAt: { $type: 'date' } },
    ),
  ),
  { rules: [feedMatchesRequests], run: compareEntries },
];

function haveEntries(name: string, description: string, type: RelayedType, rows: object) {
  return {
    name,
    description,
    over: 'requests' as const,
    violations: [
      { $match: { $nor: [{ due: owes(type) }], ...rows } },
      { $project: { _id: 1 } },
      {
        $lookup: {
          from: 'rewardfeed',
          localField: '_id',
          foreignField: 'rowId',
          as: 'entries',
          pipeline: [{ $match: { type } }, { $project: { _id: 1 } }],
        },
      },
      { $match: { entries: [] } },
    ],
  };
}

async function compareEntries(
  snapshot: Snapshot,
  report: (rule: Rule, ids: unknown[]) => void,
): Promise<void> {
  const { database, options, onRead } = snapshot;
  let batch: RewardFeedEntry[] = [];
  let read = 0;
  const compareBatch = async () => {
    const filter = { _id: { $in: batch.map(({ rowId }) => rowId) } };
    const projection = { ...LEAF_FIELDS, status: 1, failureCode: 1 } as const;
    const rows = await database.requests.find(filter, { ...options, projection }).toArray();
    const byId = new Map<string, JudgedRow>(rows.map((row) => [String(row._id), row]));
    for (const entry of batch) {
      const row = byId.get(String(entry.rowId));
      if (row === undefined || !isSound(() => isSettledBy(entry, row)))
        report(feedMatchesRequests, [entry.rowId]);
    }
    batch = [];
    await nextTurn();
  };
  for await (const entry of database.rewardFeed.find({}, { ...options, sort: { _id: 1 } })) {
    read += 1;
    if (read % PROGRESS_ROWS === 0) onRead('feed entries', read);
    // Only newer servers know what another type settles.
    if (RELAYED_TYPES.some((type) => type === entry.type)) batch.push(entry);
    if (batch.length >= BATCH_ENTRIES) await compareBatch();
  }
  await compareBatch();
}

function isSettledBy({ _id, type, at, leaf }: RewardFeedEntry, row: JudgedRow): boolean {
  const relayed = type as RelayedType;
  return (
    FITS[relayed](row) &&
    instantOf(relayed, row)?.getTime() === at.getTime() &&
    leafHash(leafText(_id, relayed, row)) === leaf &&
    !hidesText(row)
  );
}
