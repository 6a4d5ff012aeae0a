import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MAIN } from '../../support/server-process';
import {
  abandonedReturn,
  cutBatch,
  demotion,
  killedDecision,
  killedRelay,
  killedReturn,
  killedRevocation,
  killedSender,
  killedTake,
  lastCodes,
  lonelyPrimary,
  longDay,
  lostTail,
  payoutWithErrors,
  polledFeed,
  refreshedAtOnce,
  sealedAtOnce,
  sleepingBinder,
  storm,
  wrongToken,
  type Probe,
} from './probes';

interface Substitution {
  /** Below dist/. */
  readonly file: string;
  readonly replace: string | RegExp;
  readonly by: string;
}

export interface Sabotage {
  readonly name: string;
  /** The smallest trial that must fail with it. */
  readonly caughtBy: Probe;
  readonly substitutions: readonly Substitution[];
}

/** Builds that each lack one protection. What is replaced is compiled output, as `npm run build` makes it. */
export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'no guard index',
    caughtBy: storm,
    substitutions: [
      {
        file: 'reward-requests/reward-request.model.js',
        replace: 'unique: true, partialFilterExpression: { status:',
        by: 'partialFilterExpression: { status:',
      },
      {
        file: 'database/guard-index.js',
        replace: '(0, live_indexes_1.hasShape)(spec, exports.GUARD)',
        by: 'true',
      },
    ],
  },
  {
    name: 'w: 1',
    caughtBy: lonelyPrimary,
    substitutions: [{ file: 'database/connection.js', replace: "w: 'majority'", by: 'w: 1' }],
  },
  {
    name: 'matched count ignored',
    caughtBy: storm,
    substitutions: [
      { file: 'reward-requests/decisions.js', replace: /modifiedCount === 1 \|\|/, by: 'true ||' },
    ],
  },
  {
    name: 'duplicate key taken for success',
    caughtBy: storm,
    substitutions: [
      {
        file: 'database/settle-insert.js',
        replace: "outcomeOfCall(error) : { kind: 'duplicate', index }",
        by: "outcomeOfCall(error) : { kind: 'inserted' }",
      },
    ],
  },
  {
    name: 'stock read, then written',
    caughtBy: storm,
    substitutions: [
      {
        file: 'reward-requests/claim/stock.js',
        replace: /(const settled = this\.takeSettled\(_id\);)(\s+try)/,
        by: '$1 const read = await this.claimsEvents().findOne({ _id });$2',
      },
      {
        file: 'reward-requests/claim/stock.js',
        replace: /\(0, (\w+)\.takePipeline\)\(claims, settled, now\)/,
        by: '[{ $$set: { rewards: { $$literal: read.rewards } } }, ...$1.takePipeline(claims, settled, now)]',
      },
    ],
  },
  {
    name: 'role from the token',
    caughtBy: demotion,
    substitutions: [
      {
        file: 'auth/tokens.js',
        replace: 'return { userId: claims.sub, sessionId: claims.sid };',
        by: 'return { userId: claims.sub, sessionId: claims.sid, role: claims.role };',
      },
      {
        file: 'access/viewers.js',
        replace: 'function viewerOf(row, { userId, sessionId })',
        by: 'function viewerOf(row, { userId, sessionId, role })',
      },
      { file: 'access/viewers.js', replace: 'role: row.role', by: 'role' },
    ],
  },
  {
    name: 'refresh without swap',
    caughtBy: refreshedAtOnce,
    substitutions: [
      {
        file: 'auth/login-families.js',
        replace: /(disabledAt: null, logins: \{ \$elemMatch: \{ id), 'current\.jti': current\.jti \} \}/,
        by: '$1 } }',
      },
    ],
  },
  {
    name: 'audit entry written apart from its change',
    caughtBy: killedDecision,
    substitutions: [
      // A server that lost the race for a decision leaves nothing undone when it dies.
      {
        file: 'reward-requests/decisions.js',
        replace: "(0, fault_points_1.reached)('decision.written');",
        by: '',
      },
      {
        file: 'reward-requests/decisions.js',
        replace: /(const \{ modifiedCount \} = await [\s\S]*?)(\$push: \{)/,
        by: "$1}); if (modifiedCount === 1) (0, fault_points_1.reached)('decision.written'); if (modifiedCount === 1) await database.requests.updateOne({ _id: requestId }, { $2",
      },
    ],
  },
  {
    name: 'a bulk error with empty writeErrors taken for success',
    caughtBy: cutBatch,
    substitutions: [
      {
        file: 'database/settle-insert.js',
        replace: 'outcomeOfCall(originOf(error))',
        by: "{ kind: 'inserted' }",
      },
    ],
  },
  {
    name: '24-hour streak',
    caughtBy: longDay,
    substitutions: [
      {
        file: 'domain/attendance-streak.js',
        replace: 'isNextDay(previous, day, excused)',
        by: 'new Date(`${day}T00:00`) - new Date(`${previous}T00:00`) === 86_400_000',
      },
    ],
  },
  {
    name: "upsert on the guard's path",
    caughtBy: storm,
    substitutions: [
      {
        file: 'reward-requests/claim/insert-request.js',
        replace:
          /await \(0, settle_insert_1\.settleEach\)\((this\.[^;]*), sendable\.map\(\(\{ row \}\) => row\)\);/,
        by: `await Promise.all(sendable.map(async ({ row }) => {
          const pair = { userId: row.userId, eventId: row.eventId, status: { $$in: [0, 1] } };
          await $1.updateOne(pair, { $$setOnInsert: row }, { upsert: true });
          return { kind: 'inserted' };
        }));`,
      },
    ],
  },
  {
    name: 'unguarded decision',
    caughtBy: storm,
    substitutions: [
      {
        file: 'reward-requests/decisions.js',
        replace: /status: \{ \$in: from \},/,
        by: '',
      },
    ],
  },
  {
    name: 'RT accepted as AT',
    caughtBy: wrongToken,
    substitutions: [
      {
        file: 'auth/tokens.js',
        replace: "const claims = this.verify('access', token);",
        by: "const claims = this.verify('access', token) ?? this.verify('refresh', token);",
      },
    ],
  },
  {
    name: 'revocation that changes the status',
    caughtBy: killedRevocation,
    substitutions: [
      {
        file: 'reward-requests/revocations.js',
        replace: /(\$set: \{\s+)(revokedAt: now,)/,
        by: '$1status: 2, $2',
      },
    ],
  },
  {
    name: 'units returned without looking for their entry',
    caughtBy: killedReturn,
    substitutions: [
      {
        file: 'reward-requests/stock-returns.js',
        replace: /await \(0, \w+\.findActs\)\(database, 'events', ids\)/,
        by: 'new Set()',
      },
    ],
  },
  {
    name: 'nobody sweeps returns of stock',
    caughtBy: abandonedReturn,
    substitutions: [
      {
        file: 'reward-requests/feature.js',
        replace: 'stockReturns: () => stockReturns.sweep()',
        by: 'stockReturns: async () => undefined',
      },
    ],
  },
  {
    name: 'nobody sweeps holds',
    caughtBy: killedTake,
    substitutions: [
      {
        file: 'reward-requests/feature.js',
        replace: 'holds: () => holds.sweep()',
        by: 'holds: async () => undefined',
      },
    ],
  },
  {
    name: 'nobody sweeps outboxes',
    caughtBy: killedDecision,
    substitutions: [
      {
        file: 'audit/feature.js',
        replace: 'outboxes: () => chainer.sweep()',
        by: 'outboxes: async () => undefined',
      },
    ],
  },
  {
    name: 'obligations removed before the entries are inserted',
    caughtBy: killedRelay,
    substitutions: [
      {
        file: 'reward-feed/relay.js',
        replace: 'const tail = await (0, entries_1.findTail)(this.parts.database);',
        by: 'await this.settling.settle(owed); const tail = await (0, entries_1.findTail)(this.parts.database);',
      },
      // It would add the entry within seconds of the next start.
      { file: 'reward-feed/daily-pass.js', replace: 'this.running = this.run();', by: '' },
    ],
  },
  {
    name: 'tail of the feed read by local',
    caughtBy: lostTail,
    substitutions: [
      {
        file: 'reward-feed/entries.js',
        replace: '{ sort: { _id: -1 }, projection: { _id: 1 } }',
        by: "{ sort: { _id: -1 }, projection: { _id: 1 }, readConcern: { level: 'local' } }",
      },
    ],
  },
  {
    name: 'tail of the feed read after the page',
    caughtBy: polledFeed,
    substitutions: [
      {
        file: 'reward-feed/reward-feed.service.js',
        replace: 'lastSequence: last?._id ?? Math.max(after, upTo),',
        by: 'lastSequence: last?._id ?? Math.max(after, await (0, entries_1.findTail)(this.database)),',
      },
    ],
  },
  {
    name: 'seals with ids of their own',
    caughtBy: sealedAtOnce,
    substitutions: [
      {
        file: 'seals/seal.js',
        replace: 'return (0, entries_1.derivedId)(exports.SEALED, epoch, String(firstSequence));',
        by: 'return new mongoose_1.Types.ObjectId();',
      },
    ],
  },
  {
    name: 'nodes of a seal hashed like leaves',
    caughtBy: sealedAtOnce,
    substitutions: [{ file: 'seals/merkle-tree.js', replace: 'Buffer.from([1])', by: 'Buffer.from([0])' }],
  },
  {
    name: 'cursor of an endpoint moved before its deliveries are inserted',
    caughtBy: killedSender,
    substitutions: [
      {
        file: 'webhooks/endpoint-sender.js',
        replace:
          /(const stored = await deliveries\.store\([^;]*;)(\s+\(0, \w+\.reached\)\('webhook\.stored'\);)(\s+if \(![^;]*moveCursor[^;]*;)/,
        by: '$3$2$1',
      },
    ],
  },
  {
    name: 'code bound without looking whether it is free',
    caughtBy: sleepingBinder,
    substitutions: [
      {
        file: 'reward-codes/code-binder.js',
        replace: 'filter: { _id, rewardId, requestId: null }',
        by: 'filter: { _id, rewardId }',
      },
    ],
  },
  {
    name: 'codes of a request without uniqueness',
    caughtBy: lastCodes,
    substitutions: [
      {
        file: 'reward-codes/reward-code.model.js',
        replace: 'unique: true, partialFilterExpression',
        by: 'partialFilterExpression',
      },
    ],
  },
  {
    name: 'cursor of a payout moved on an error',
    caughtBy: payoutWithErrors,
    substitutions: [
      {
        file: 'payouts/payout-step.js',
        replace: "if (typeof outcome !== 'string')",
        by: "if (typeof outcome !== 'string' && !(outcome instanceof Error))",
      },
    ],
  },
];

/**
 * Copies the build and changes the copy; gives the copy's main module to `work`.
 *
 * @throws Error when what is to be replaced does not occur exactly once
 */
export async function withSabotagedBuild(
  { substitutions }: Sabotage,
  work: (main: string) => Promise<void>,
): Promise<void> {
  const root = dirname(dirname(MAIN));
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-sabotage-'));
  try {
    await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const substitution of substitutions) {
      const path = join(folder, 'dist', substitution.file);
      await writeFile(path, substituted(await readFile(path, 'utf8'), substitution));
    }
    await work(join(folder, 'dist', 'main.js'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error when what is to be replaced does not occur exactly once */
export function substituted(text: string, { file, replace, by }: Substitution): string {
  const found =
    typeof replace === 'string'
      ? text.split(replace).length - 1
      : [...text.matchAll(new RegExp(replace, 'g'))].length;
  if (found !== 1) throw new Error(`${String(replace)} occurs ${found} times in ${file}`);
  return text.replace(replace, by);
}
