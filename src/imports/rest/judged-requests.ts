import type { Types } from 'mongoose';
import { isLive, RequestStatus } from '../../domain/request-status';
import type { MovedEvent } from './events';
import { FIELDS, idText, instantOf, madeAt, ownId, referenceOf, valueOf, type Foreign } from './fields';
import { batchesOf } from '../../database/batches';
import type { RestSource } from './source';
import type { MovedUsers } from './users';

/** Users whose requests are judged together. */
const BATCH = 200;
const { PENDING, SUCCESS, FAILED } = RequestStatus;
const STATUSES: Readonly<Record<string, RequestStatus>> = {
  0: PENDING,
  1: SUCCESS,
  2: FAILED,
  PENDING,
  SUCCESS,
  FAILED,
};

/** A request that is imported. */
export interface Kept {
  readonly foreignId: unknown;
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly moved: MovedEvent;
  readonly status: RequestStatus;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly attempt: number;
}

interface Left {
  readonly foreignId: unknown;
  readonly reason: string;
}

type Understood = Omit<Kept, 'attempt'>;

interface OfReference {
  /** Null when the request names no user. */
  readonly reference: string | null;
  readonly requests: Foreign[];
}

interface OfUser {
  /** Undefined when the user was not imported. */
  readonly userId: Types.ObjectId | undefined;
  readonly requests: Foreign[];
}

/** Which requests of the source are imported and which are left out; the same result on each call. */
export class JudgedRequests {
  private namedTwice: ReadonlySet<string> | null = null;

  constructor(
    private readonly source: RestSource,
    private readonly users: MovedUsers,
    private readonly events: ReadonlyMap<string, MovedEvent>,
    private readonly now: Date,
  ) {}

  async *batches(): AsyncGenerator<{ kept: Kept[]; left: Left[]; read: number }> {
    for await (const users of batchesOf(this.byUser(), BATCH)) {
      const kept: Kept[] = [];
      const left: Left[] = [];
      for (const { userId, requests } of users) {
        const pairs = new Map<MovedEvent, Understood[]>();
        for (const foreign of requests) {
          const row = this.understand(foreign, userId);
          if (typeof row === 'string') left.push({ foreignId: foreign._id, reason: row });
          else pairs.set(row.moved, [...(pairs.get(row.moved) ?? []), row]);
        }
        for (const rows of pairs.values()) {
          const { holder, others } = holderOf(rows);
          for (const { foreignId } of others) {
            const reason = `a second live request of its user for the event: ${idText(holder!.foreignId)} is kept`;
            left.push({ foreignId, reason });
          }
          const rest = rows.filter((row) => !others.includes(row)).sort(byTime);
          kept.push(...rest.map((row, earlier) => ({ ...row, attempt: earlier + 1 })));
        }
      }
      yield { kept, left, read: users.flatMap(({ requests }) => requests).length };
    }
  }

  /** The requests of one user at a time, whatever they name him by: of two names one pair would be two. */
  private async *byUser(): AsyncGenerator<OfUser> {
    const namedTwice = (this.namedTwice ??= await this.findNamedTwice());
    const gathered = new Map<string, OfUser>();
    for await (const batch of batchesOf(this.byReference(), BATCH)) {
      const ids = await this.users.resolve(batch.flatMap(({ reference }) => reference ?? []));
      for (const { reference, requests } of batch) {
        const userId = ids.get(reference ?? '');
        const key = userId?.toHexString() ?? '';
        if (!namedTwice.has(key)) yield { userId, requests };
        else gathered.set(key, { userId, requests: [...(gathered.get(key)?.requests ?? []), ...requests] });
      }
    }
    yield* gathered.values();
  }

  private async *byReference(): AsyncGenerator<OfReference> {
    let last: OfReference | null = null;
    for await (const foreign of this.source.requestsByUser(FIELDS.userRef)) {
      const reference = referenceOf(foreign, 'userRef');
      if (last !== null && reference !== null && last.reference === reference) {
        last.requests.push(foreign);
        continue;
      }
      if (last !== null) yield last;
      last = { reference, requests: [foreign] };
    }
    if (last !== null) yield last;
  }

  /** The users, by our ids, whom some requests name by `_id` and others by `user_id`. */
  private async findNamedTwice(): Promise<ReadonlySet<string>> {
    const named = new Set<string>();
    const twice = new Set<string>();
    for await (const references of batchesOf(this.source.userReferences(FIELDS.userRef), BATCH)) {
      const ids = await this.users.resolve(references);
      for (const id of references.flatMap((reference) => ids.get(reference)?.toHexString() ?? [])) {
        if (named.has(id)) twice.add(id);
        named.add(id);
      }
    }
    return twice;
  }

  /** @returns the row, or the reason why it is left out */
  private understand(foreign: Foreign, userId: Types.ObjectId | undefined): Understood | string {
    if (userId === undefined) return 'its user was not imported';
    const moved = this.events.get(referenceOf(foreign, 'eventRef') ?? '');
    if (moved === undefined) return 'its event was not imported';
    const given = valueOf(foreign, 'status');
    const status = typeof given === 'object' ? undefined : STATUSES[`${given as string}`.toUpperCase()];
    if (status === undefined) return 'has no status of 0, 1 or 2';
    const requestedAt = madeAt(foreign, 'requestedAt');
    if (requestedAt === null || requestedAt > this.now) return 'has no valid time of request';
    const decided = instantOf(foreign, 'decidedAt');
    const decidedAt =
      decided !== null && decided >= requestedAt && decided <= this.now ? decided : requestedAt;
    return {
      foreignId: foreign._id,
      _id: ownId('request', foreign._id),
      userId,
      moved,
      status,
      requestedAt,
      decidedAt: status === PENDING ? null : decidedAt,
    };
  }
}

/** Of several live requests of a pair the earliest that was paid holds the slot, else the earliest. */
function holderOf(rows: readonly Understood[]): { holder: Understood | undefined; others: Understood[] } {
  const live = rows.filter(({ status }) => isLive(status)).sort(byTime);
  const holder = live.find(({ status }) => status === SUCCESS) ?? live[0];
  return { holder, others: live.filter((row) => row !== holder) };
}

function byTime(one: Understood, other: Understood): number {
  return one.requestedAt.getTime() - other.requestedAt.getTime();
}
