import type { Chainer } from '../audit/chainer';
import type { Clock } from '../clock';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { SEAL_ENTRIES_MAX } from '../domain/seals';
import type { ServiceCalendar } from '../domain/service-calendar';
import { ServiceUnavailable } from '../errors';
import { reached } from '../fault-points';
import { findTail } from '../reward-feed/entries';
import { findFeedSetting } from '../reward-feed/epoch';
import { treeOfLeaves } from './feed-leaves';
import { accessLogToSeal } from './access-days';
import { SEALED, sealEntry, sealOf, type StoredSeal } from './seal';

const DEADLINE = { maxTimeMS: READ_LIMIT_MS.background };

interface Parts {
  readonly database: Pick<Collections, 'accessLog' | 'auditEntries' | 'rewardFeed' | 'settings'>;
  readonly calendar: ServiceCalendar;
  readonly chainer: Pick<Chainer, 'append'>;
  readonly clock: Clock;
}

interface Options {
  /** Asked between pages of entries. */
  readonly signal: AbortSignal;
  /** Called between pages of entries. */
  readonly onPage?: () => void | Promise<void>;
}

export interface SealingResult {
  readonly seals: number;
  readonly entries: number;
  /** Entries that the feed lacks between others. */
  readonly missing: number;
  /** False: it was interrupted. */
  readonly complete: boolean;
}

/**
 * Seals everything that the feed holds at the beginning and no seal covers, at most 100,000 entries by each seal, and
 * with it the days of the access log that are over.
 *
 * Any number of servers may do this at once, and each may be paused or killed at any step: the id of the entry follows
 * from the epoch and the first sequence, so the chain has one seal that begins there, and the next range begins after
 * the one that the chain has.
 *
 * @throws ServiceUnavailable when the chain does not answer; what is sealed stays sealed
 */
export async function sealFeed(
  { database, calendar, chainer, clock }: Parts,
  { signal, onPage }: Options,
): Promise<SealingResult> {
  let [seals, entries, missing] = [0, 0, 0];
  let tail: number | null = null;
  while (!signal.aborted) {
    const setting = await findFeedSetting(database);
    const last = await findLastSeal(database);
    const firstSequence = (last?.lastSequence ?? 0) + 1;
    tail ??= await findTail(database);
    reached('seal.read');
    if (setting === null || firstSequence > tail) return { seals, entries, missing, complete: true };
    const lastSequence = Math.min(tail, firstSequence + SEAL_ENTRIES_MAX - 1);
    const range = { epoch: setting.epoch, firstSequence, lastSequence };
    const tree = await treeOfLeaves(database, range, { signal, onPage, read: DEADLINE });
    if (tree === null) break;
    const at = clock();
    const after = last?.accessLog?.lastDay ?? null;
    const accessLog = await accessLogToSeal({ database, calendar }, { after, at, onPage });
    reached('seal.hashed');
    await chainer.append(sealEntry({ ...range, root: tree.root, accessLog }, at));
    reached('seal.appended');
    seals += 1;
    entries += lastSequence - firstSequence + 1;
    missing += tree.missing;
  }
  return { seals, entries, missing, complete: false };
}

/** By majority. @throws ServiceUnavailable when it was changed by hand: nobody knows then where the next one begins */
async function findLastSeal({ auditEntries }: Pick<Collections, 'auditEntries'>): Promise<StoredSeal | null> {
  const entry = await auditEntries.findOne({ action: SEALED }, { ...DEADLINE, sort: { sequence: -1 } });
  if (entry === null) return null;
  const seal = sealOf(entry);
  if (seal === null) throw new ServiceUnavailable('the last seal was changed by hand');
  return seal;
}
