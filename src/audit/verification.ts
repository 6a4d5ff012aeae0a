import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { AuditHeadSetting } from './audit-head-setting';
import { CHAIN_START, entryHash } from './chain';

const BATCH_SIZE = 1_000;
/** Entries between two turns of the event loop: some milliseconds. */
const ENTRIES_PER_TURN = 100;

export interface Verification {
  readonly ok: boolean;
  /** Number of entries that were read. */
  readonly entries: number;
  /** Of the first bad entry; of a missing one the missing sequence. */
  readonly firstBadSequence: number | null;
  readonly checkedAt: Date;
}

/**
 * Reads the whole chain and recomputes it: sequence from 1 without gaps, every hash, every link, and the
 * head that was answered for.
 *
 * The head record is read first: entries appended meanwhile only lengthen the chain, so one that is shorter
 * than the head was cut off.
 *
 * @param onRead called from time to time with the number of entries read
 */
export async function verifyChain(
  database: Collections,
  now: Date,
  onRead: (entries: number) => void = () => undefined,
): Promise<Verification> {
  const setting = (await database.settings.findOne({ _id: 'auditHead' })) as AuditHeadSetting | null;
  const head = setting?.head ?? CHAIN_START;
  let entries = 0;
  let bad: number | null = null;
  let end = CHAIN_START;
  const cursor = database.auditEntries.find(
    {},
    {
      sort: { sequence: 1 },
      batchSize: BATCH_SIZE,
      maxTimeMS: READ_LIMIT_MS.whole,
    },
  );
  for await (const entry of cursor) {
    entries += 1;
    if (entries % ENTRIES_PER_TURN === 0) {
      onRead(entries);
      await nextTurn();
    }
    // What follows a bad entry is only counted.
    if (bad !== null) continue;
    const expected = end.sequence + 1;
    const { sequence, hash, previousHash } = entry;
    if (sequence !== expected) bad = sequence < expected ? sequence : expected;
    else if (previousHash !== end.hash || hash !== entryHash(entry)) bad = sequence;
    else if (sequence === head.sequence && hash !== head.hash) bad = sequence;
    end = { sequence, hash };
  }
  if (bad === null && end.sequence < head.sequence) bad = end.sequence + 1;
  return { ok: bad === null, entries, firstBadSequence: bad, checkedAt: now };
}
