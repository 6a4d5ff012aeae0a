import type { Types } from 'mongoose';
import { extendSummary, type StreakAccount } from '../attendance/streak-summary';
import { daysByUser, type UserDays } from '../attendance/streaks';
import { batchesOf } from '../database/batches';
import type { ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import { findExcusals } from './excused-days';
import { EXAMPLES_MAX, isSound, type Check, type Report, type Rule, type Snapshot } from './rule';

const BATCH_ACCOUNTS = 200;

const streaksMatchCheckIns: Rule = {
  name: 'streaksMatchCheckIns',
  description: 'The summary of old check-ins that is stored with an account matches its check-ins.',
};

export const checkSummaries: Check = { rules: [streaksMatchCheckIns], run };

/** Recomputes each summary from all check-ins of its account. */
async function run(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const excusals = await findExcusals(snapshot);
  const excused = new Set(excusals.flatMap(({ day, removedAt }) => (removedAt === null ? [day] : [])));
  const cursor = database.users.find<StreakAccount>(
    { 'streak.before': { $type: 'string' } },
    { ...options, projection: { streak: 1 }, batchSize: BATCH_ACCOUNTS },
  );
  let violations = 0;
  const examples: Types.ObjectId[] = [];
  for await (const accounts of batchesOf(cursor, BATCH_ACCOUNTS)) {
    const filter = { userId: { $in: accounts.map(({ _id }) => _id) } };
    const rows = await database.attendances.aggregate<UserDays>(daysByUser(filter), options).toArray();
    const days = new Map(rows.map(({ _id, days }) => [_id.toHexString(), [...new Set(days)]]));
    for (const account of accounts) {
      if (isSound(() => isRight(account, days.get(account._id.toHexString()) ?? [], excused))) continue;
      violations += 1;
      if (examples.length < EXAMPLES_MAX) examples.push(account._id);
    }
  }
  if (violations > 0) report(streaksMatchCheckIns, examples, violations);
}

/** Servers ignore the runs of a summary that other excused days were left out of, but not its days. */
function isRight(account: StreakAccount, days: readonly ServiceDay[], excused: ExcusedDays): boolean {
  const { before = '', lastDay, lastRun, longest, days: bits } = account.streak ?? {};
  const right = extendSummary(
    undefined,
    days.filter((day) => day < before),
    before,
    excused,
  );
  const areRunsRight = lastDay === right.lastDay && lastRun === right.lastRun && longest === right.longest;
  const areDaysRight = bits === undefined || Buffer.from(bits.buffer).equals(right.days!.buffer);
  const areRunsUsed = (account.streak?.excused ?? 0) === (right.excused ?? 0);
  return areDaysRight && (areRunsRight || !areRunsUsed);
}
