import { randomUUID } from 'node:crypto';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ChangeUserRoleDocument,
  CheckAttendanceDocument,
  RefreshTokensDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { History, type Call, type CallKind, type Operation } from './history';
import type { Random } from './seed';
import { logInAgain, type World } from './world';

export type Weights = Readonly<
  Record<'claim' | 'decision' | 'revocation' | 'stockDelta' | 'checkIn' | 'refresh' | 'role', number>
>;

/** Without revocations, which the servers of a former release do not know. */
export const MIXED: Weights = {
  ...{ claim: 50, decision: 15, revocation: 0, stockDelta: 8, checkIn: 15, refresh: 9, role: 3 },
};

interface LoadOptions {
  readonly world: World;
  readonly history: History;
  readonly random: Random;
  /** Callers at once, each with one call under way. */
  readonly clients?: number;
  readonly weights?: Weights;
  /** What each client waits between two calls; default 0. */
  readonly pauseMs?: number;
}

/** After a call without an answer its client waits for a moment, as clients do. */
const BACK_OFF_MS = 100;
/** Of each pair of user and event so many keys are in use, so that keys come again. */
const KEYS_PER_PAIR = 3;

/** Clients that go on until they are stopped; all that they do stands in the history. */
export class Load {
  private stopping = false;
  private readonly running: Promise<unknown>;
  private readonly pending: string[] = [];
  private readonly paid: string[] = [];
  /** Of these one call at a time: a second refresh of the same token, or role change, would race the first. */
  private readonly busy = new Set<Actor>();

  constructor(private readonly options: LoadOptions) {
    const { clients = 16, random } = options;
    this.running = Promise.all(Array.from({ length: clients }, () => this.runClient(random.fork())));
  }

  /** No more calls; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async runClient(random: Random): Promise<void> {
    const { world, history, weights = MIXED, pauseMs = 0 } = this.options;
    while (!this.stopping) {
      const call = this.draw(random.weighted(weights), random, world);
      if (call === null) {
        await pause(1);
        continue;
      }
      const owner = call.kind === 'refresh' ? call.by : call.kind === 'role' ? this.staffOf(call) : null;
      if (owner !== null) this.busy.add(owner);
      const operation = await history.record(call);
      await this.learn(operation);
      if (owner !== null) this.busy.delete(owner);
      const pauseNow = operation.outcome === 'info' ? BACK_OFF_MS : pauseMs;
      if (pauseNow > 0) await pause(pauseNow);
    }
  }

  /** Null: there is nothing of that kind to do now. */
  private draw(kind: keyof Weights, random: Random, world: World): Call | null {
    const { users, operator, admin, staff, events } = world;
    switch (kind) {
      case 'claim':
        return claimCall(
          random.pick(users),
          random.pick(Object.values(events)).id,
          random.below(KEYS_PER_PAIR),
        );
      case 'decision': {
        if (this.pending.length === 0) return null;
        const place = random.below(this.pending.length);
        const id = this.pending[place]!;
        // Now and then it stays, and is decided twice.
        if (!random.chance(0.2)) this.pending.splice(place, 1);
        return decisionCall(operator, id, random.chance(0.5) ? 'approve' : 'reject');
      }
      case 'revocation': {
        if (this.paid.length === 0) return null;
        const place = random.below(this.paid.length);
        const id = this.paid[place]!;
        // Now and then it stays, and is revoked twice.
        if (!random.chance(0.2)) this.paid.splice(place, 1);
        return revocationCall(operator, id, random.below(KEYS_PER_PAIR), random.chance(0.7));
      }
      case 'stockDelta': {
        const event = random.pick([events.limited, events.manual]);
        return deltaCall(
          operator,
          event.id,
          random.pick(event.rewards).id,
          random.pick([-2, -1, 1, 2]),
          randomUUID(),
        );
      }
      case 'checkIn':
        return {
          kind,
          by: random.pick(users),
          document: CheckAttendanceDocument,
          variables: {},
          about: {},
        };
      case 'refresh': {
        const by = random.pick(users);
        if (this.busy.has(by)) return null;
        const { refreshToken } = by.tokens;
        return {
          kind,
          by,
          document: RefreshTokensDocument,
          variables: { input: { refreshToken } },
          about: {},
        };
      }
      case 'role': {
        const account = random.pick(staff);
        if (this.busy.has(account)) return null;
        return roleCall(admin, account.id, random.pick(['USER', 'OPERATOR', 'ADMIN']));
      }
    }
  }

  private async learn({ kind, outcome, payload, by }: Operation): Promise<void> {
    if (kind === 'claim' && outcome === 'ok' && payload?.request?.status === 'PENDING') {
      if (!this.pending.includes(payload.request.id)) this.pending.push(payload.request.id);
    }
    if (['claim', 'approve'].includes(kind) && outcome === 'ok' && payload?.request?.status === 'SUCCESS') {
      if (!this.paid.includes(payload.request.id)) this.paid.push(payload.request.id);
    }
    if (kind !== 'refresh') return;
    if (payload?.tokens) by.tokens = payload.tokens;
    // While nothing answers the old token stays, and is refused again.
    else if (outcome === 'fail') await logInAgain(by).catch(() => undefined);
  }

  private staffOf({ about }: Call): Actor {
    return this.options.world.staff.find(({ id }) => id === about.userId)!;
  }
}

/** Runs a load for so long. */
export async function loadFor(durationMs: number, options: LoadOptions): Promise<void> {
  const load = new Load(options);
  await pause(durationMs);
  await load.stop();
}

export function claimCall(by: Actor, eventId: string, keyNumber = 0): Call {
  const key = `${by.id}/${eventId}/${keyNumber}`;
  return {
    kind: 'claim',
    by,
    document: RequestRewardDocument,
    variables: { input: { eventId, idempotencyKey: key } },
    about: { eventId, key },
  };
}

export function decisionCall(by: Actor, id: string, kind: Extract<CallKind, 'approve' | 'reject'>): Call {
  const approves = kind === 'approve';
  return {
    kind,
    by,
    document: approves ? ApproveRewardRequestDocument : RejectRewardRequestDocument,
    variables: { input: approves ? { id } : { id, reason: 'as drawn' } },
    about: { requestId: id },
  };
}

export function revocationCall(by: Actor, id: string, keyNumber: number, returnStock: boolean): Call {
  const key = `${id}/${keyNumber}/${returnStock}`;
  return {
    kind: 'revoke',
    by,
    document: RevokeRewardRequestDocument,
    variables: { input: { id, reason: 'as drawn', returnStock, idempotencyKey: key } },
    about: { requestId: id, key },
  };
}

export function deltaCall(by: Actor, eventId: string, rewardId: string, delta: number, key: string): Call {
  return {
    kind: 'stockDelta',
    by,
    document: AdjustRewardStockDocument,
    variables: { input: { id: rewardId, delta, reason: 'as drawn', idempotencyKey: key } },
    about: { eventId, rewardId, delta, key },
  };
}

export function roleCall(by: Actor, userId: string, role: string): Call {
  return {
    kind: 'role',
    by,
    document: ChangeUserRoleDocument,
    variables: { input: { userId, role } },
    about: { userId, role },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
