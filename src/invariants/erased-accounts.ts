import type { mongo } from 'mongoose';
import { RequestStatus } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import { ERASED_NAME_PREFIX, ERASED_ONCE } from '../users/erased-account';
import { NO_PASSWORD } from '../users/passwords';
import { erasedLeafText } from '../reward-feed/erased-users';
import { leafHash, TEXT_FIELDS } from '../reward-feed/leaf';
import { batchesOf } from '../database/batches';
import { byPipeline, isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

/** The ids of erased accounts, as hex. What they had is no longer there to be compared with. */
export async function findErased({ database, options }: Snapshot): Promise<ReadonlySet<string>> {
  const erased = new Set<string>();
  const cursor = database.users.find({ erasedAt: { $type: 'date' } }, { ...options, projection: { _id: 1 } });
  for await (const { _id } of cursor) erased.add(String(_id));
  return erased;
}

const ERASED_USER: mongo.Document = {
  $lookup: {
    from: 'users',
    localField: 'userId',
    foreignField: '_id',
    pipeline: [{ $match: { erasedAt: { $type: 'date' } } }, { $project: { _id: 1 } }],
    as: 'erasedUser',
  },
};

/**
 * Stages that drop requests of erased accounts from violations if they fit apart from a text that is gone.
 *
 * @param fits an expression that does not compare the text
 */
export function unlessErased(fits: mongo.Document): mongo.Document[] {
  return [ERASED_USER, { $match: { $or: [{ erasedUser: [] }, { $expr: { $not: fits } }] } }];
}

/** Rows of an account in a collection, one at most. */
function anyOf(from: string, foreignField: string, as: string, match: mongo.Document = {}): mongo.Document {
  const pipeline = [{ $match: match }, { $limit: 1 }, { $project: { _id: 1 } }];
  return { $lookup: { from, localField: '_id', foreignField, pipeline, as } };
}

const BATCH_ENTRIES = 1_000;
const ENTRY_TYPE = 'USER_ERASED';
const ERASED_NAME = new RegExp(`^${ERASED_NAME_PREFIX}`);

const announcedErasuresExist: Rule = {
  name: 'announcedErasuresExist',
  description:
    'Every erasure that the reward feed announces is of an erased account and has its instant, and its leaf matches.',
};

export const erasureRules: readonly Check[] = [
  byPipeline({
    name: 'commitmentsAreOfErased',
    description:
      'Only requests of erased accounts have commitments in the place of the note and the reason of a revocation.',
    over: 'requests',
    violations: [
      { $match: { commitments: { $exists: true } } },
      ERASED_USER,
      { $match: { erasedUser: [] } },
      { $project: { _id: 1 } },
    ],
  }),
  byPipeline({
    name: 'erasedAccountsHaveEntries',
    description:
      'Every erased account that owes the reward feed nothing has one entry there, with the instant of its erasure.',
    over: 'users',
    violations: [
      { $match: { erasedAt: { $type: 'date' }, $nor: [{ due: owes(ENTRY_TYPE) }] } },
      { $project: { erasedAt: 1 } },
      {
        $lookup: {
          from: 'rewardfeed',
          localField: '_id',
          foreignField: 'rowId',
          pipeline: [{ $match: { type: ENTRY_TYPE } }, { $project: { at: 1 } }],
          as: 'entries',
        },
      },
      { $match: { $expr: { $ne: ['$entries.at', ['$erasedAt']] } } },
      { $project: { _id: 1 } },
    ],
  }),
  { rules: [announcedErasuresExist], run: compareErasures },
  byPipeline({
    name: 'erasedAccountsHoldNothing',
    description:
      'An erased account has no password, identity, login, check-in, activity, note of staff, pending request or text, except while its erasure is not complete. What a late write left is removed by the next sweep.',
    over: 'users',
    violations: [
      { $match: ERASED_ONCE },
      { $project: { passwordHash: 1, passwordReset: 1, identities: 1, logins: 1, username: 1 } },
      anyOf('userattendances', 'userId', 'checkIns'),
      anyOf('activities', 'userId', 'activities'),
      anyOf('staffnotes', 'userId', 'notes'),
      anyOf('audittexts', 'subjectId', 'texts'),
      anyOf('rewardrequests', 'userId', 'requests', {
        $or: [
          { status: RequestStatus.PENDING },
          ...TEXT_FIELDS.map((field) => ({ [field]: { $ne: null } })),
          // The keys of payouts stay.
          { idempotencyKey: { $ne: null }, payoutId: { $exists: false } },
        ],
      }),
      {
        $match: {
          $nor: [
            {
              ...{
                passwordHash: NO_PASSWORD,
                passwordReset: null,
                identities: null,
                logins: [],
                username: ERASED_NAME,
              },
              ...{ checkIns: [], activities: [], notes: [], texts: [], requests: [] },
            },
          ],
        },
      },
      { $project: { _id: 1 } },
    ],
  }),
];

async function compareErasures({ database, options }: Snapshot, report: Report): Promise<void> {
  const cursor = database.rewardFeed.find({ type: ENTRY_TYPE }, options);
  for await (const entries of batchesOf(cursor, BATCH_ENTRIES)) {
    const ids = entries.map(({ rowId }) => rowId);
    const users = await database.users
      .find({ _id: { $in: ids } }, { ...options, projection: { erasedAt: 1 } })
      .toArray();
    const byId = new Map(users.map((user) => [String(user._id), user]));
    for (const { _id, rowId, at, leaf } of entries) {
      const user = byId.get(String(rowId));
      const fits = () =>
        user?.erasedAt?.getTime() === at.getTime() && leafHash(erasedLeafText(_id, user)) === leaf;
      if (!isSound(fits)) report(announcedErasuresExist, [rowId]);
    }
  }
}
