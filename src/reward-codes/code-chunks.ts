import { Types, type mongo } from 'mongoose';
import type { Actor } from '../audit/entries';
import type { Database } from '../database/connection';
import { insertUntilKnown } from '../database/insert-until-known';
import { AGAIN, DEADLINE_MS, OUTAGE_DELAY, retry } from '../database/retry';
import { reached } from '../fault-points';
import type { Secrets } from '../secrets/secrets';
import { encryptCode, lookupOf } from './code-records';
import type { Chunk, CodeStock } from './code-stock';
import type { RewardCode } from './reward-code.model';

/** What became of a code: `there` since an earlier run of the same import, or why it is not stored. */
export type CodeOutcome = 'added' | 'there' | { readonly fault: string };

const IN_A_POOL: CodeOutcome = { fault: 'has a code that is in a pool already' };
const REPEATED: CodeOutcome = { fault: 'repeats a code of an earlier row' };

type Carrier = Pick<RewardCode, '_id' | 'lookup' | 'rewardId' | 'requestId' | 'importId' | 'chunk'>;

interface Store {
  readonly rewardId: Types.ObjectId;
  readonly chunk: Chunk;
  readonly codes: readonly string[];
  readonly actor: Actor;
  readonly now: Date;
  /** Reports the outcomes and stores nothing. */
  readonly dryRun: boolean;
}

/** Stores the codes of one chunk, and makes them stock when all of them are settled. */
export class CodeChunks {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly secrets: Secrets;
      readonly stock: CodeStock;
    },
  ) {}

  /**
   * @returns one outcome per code, in order
   * @throws BadUserInput when the reward takes no codes, or not so many
   * @throws ServiceUnavailable when the database does not answer; the same chunk may be stored again
   */
  async store({ rewardId, chunk, codes, actor, now, dryRun }: Store): Promise<CodeOutcome[]> {
    const { secrets, stock } = this.parts;
    const lookups = codes.map((code) => lookupOf(secrets, code));
    const codeOf = new Map(lookups.map((lookup, place) => [lookup, codes[place]!]));
    // Their stock has been counted, so nothing more may carry the chunk.
    const isClosed = await stock.isAdded(chunk);
    const before = await this.findCarriers([...codeOf.keys()]);
    const fresh = [...codeOf.keys()].filter((lookup) => !before.has(lookup));
    let carriers = before;
    if (!dryRun && !isClosed) {
      const pool = await stock.requirePool(rewardId);
      stock.requireRoom(pool, fresh.length);
      const isNew = (lookup: string) => ({ lookup, code: codeOf.get(lookup)! });
      carriers = await this.settle({ rewardId, chunk }, [...codeOf.keys()].map(isNew));
      reached('codeImport.stored');
      const carried = [...carriers.values()].filter((carrier) => carries(carrier, chunk)).length;
      if (carried > 0) await stock.add({ chunk, rewardId, codes: carried, actor, now });
    }
    const seen = new Set<string>();
    return lookups.map((lookup) => {
      const repeats = seen.has(lookup);
      seen.add(lookup);
      const carrier = carriers.get(lookup);
      if (repeats) return REPEATED;
      if (carrier === undefined) return dryRun ? 'added' : { fault: 'cannot be stored' };
      const earlier = before.get(lookup);
      if (carries(carrier, chunk)) return earlier && carries(earlier, chunk) ? 'there' : 'added';
      return carrier.importId === chunk.importId ? REPEATED : IN_A_POOL;
    });
  }

  /**
   * Inserts codes until each of them is known to be stored by majority, here or elsewhere.
   *
   * @returns the row that holds each code, by its lookup
   */
  private async settle(
    place: { readonly rewardId: Types.ObjectId; readonly chunk: Chunk },
    codes: ReadonlyArray<{ readonly lookup: string; readonly code: string }>,
  ): Promise<Map<string, Carrier>> {
    const { database } = this.parts;
    const carriers = new Map<string, Carrier>();
    const deadline = performance.now() + DEADLINE_MS;
    await retry(
      async () => {
        const open = codes.filter(({ lookup }) => !carriers.has(lookup));
        const found = await this.findCarriers(open.map(({ lookup }) => lookup));
        const abandoned = await this.findAbandoned([...found.values()], place.rewardId);
        for (const [lookup, carrier] of found) {
          const isAbandoned = carrier.requestId === null && abandoned.has(String(carrier.rewardId));
          if (!isAbandoned) carriers.set(lookup, carrier);
        }
        for (const { lookup, code } of open) {
          const carrier = found.get(lookup);
          if (carrier !== undefined && !carriers.has(lookup)) await this.takeOver(carrier, code, place);
        }
        const rows = open.filter(({ lookup }) => !found.has(lookup)).map((one) => this.newRow(one, place));
        const stored = rows.length === 0 ? [] : await insertUntilKnown(database.rewardCodes, rows);
        rows.forEach((row, index) => {
          if (stored[index] === 'inserted') carriers.set(row.lookup, row);
        });
        const isRefused = stored.filter((outcome) => outcome === 'refused').length;
        return carriers.size + isRefused === codes.length ? null : AGAIN;
      },
      { detail: 'codes could not be stored in time', deadline, delay: OUTAGE_DELAY },
    );
    return carriers;
  }

  private async findCarriers(lookups: readonly string[]): Promise<Map<string, Carrier>> {
    const rows = await this.parts.database.rewardCodes
      .find<Carrier>(
        { lookup: { $in: [...lookups] } },
        { projection: { lookup: 1, rewardId: 1, requestId: 1, importId: 1, chunk: 1 } },
      )
      .toArray();
    return new Map(rows.map((row) => [row.lookup, row]));
  }

  /**
   * Those of the rewards that hold the codes which were removed from their event. Only an event without requests loses
   * rewards, so nobody has such a code or can win it.
   */
  private async findAbandoned(
    carriers: readonly Carrier[],
    own: Types.ObjectId,
  ): Promise<ReadonlySet<string>> {
    const free = carriers.filter(({ requestId }) => requestId === null);
    const others = new Map(free.map(({ rewardId }) => [String(rewardId), rewardId]));
    others.delete(String(own));
    if (others.size === 0) return new Set();
    const events = await this.parts.database.events
      .find({ 'rewards.id': { $in: [...others.values()] } }, { projection: { 'rewards.id': 1 } })
      .toArray();
    for (const { rewards } of events) for (const { id } of rewards) others.delete(String(id));
    return new Set(others.keys());
  }

  /** The code of a removed reward becomes one of this chunk. Another import may be faster: it is read again. */
  private async takeOver(
    { _id, rewardId }: Carrier,
    code: string,
    place: { readonly rewardId: Types.ObjectId; readonly chunk: Chunk },
  ): Promise<void> {
    const filter: mongo.Filter<RewardCode> = { _id, rewardId, requestId: null };
    const { chunk } = place;
    await this.parts.database.rewardCodes.updateOne(filter, {
      $set: {
        rewardId: place.rewardId,
        importId: chunk.importId,
        chunk: chunk.number,
        code: encryptCode(this.parts.secrets, _id, code),
      },
    });
  }

  private newRow(
    { lookup, code }: { readonly lookup: string; readonly code: string },
    { rewardId, chunk }: { readonly rewardId: Types.ObjectId; readonly chunk: Chunk },
  ): RewardCode {
    const _id = new Types.ObjectId();
    return {
      _id,
      rewardId,
      requestId: null,
      boundAt: null,
      code: encryptCode(this.parts.secrets, _id, code),
      lookup,
      importId: chunk.importId,
      chunk: chunk.number,
    };
  }
}

function carries({ importId, chunk }: Carrier, { importId: wanted, number }: Chunk): boolean {
  return importId === wanted && chunk === number;
}
