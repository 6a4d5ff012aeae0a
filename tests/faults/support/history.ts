import { print, type DocumentNode } from 'graphql';
import type { Actor } from '../../support/actors';
import type { Answer } from '../../support/client';

export type CallKind =
  'claim' | 'approve' | 'reject' | 'revoke' | 'stockDelta' | 'checkIn' | 'refresh' | 'role';

/** What is asked, complete enough to be asked again. */
export interface Call {
  readonly kind: CallKind;
  readonly by: Actor;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  /** What the checker wants to know of the input: event, reward, request or account, key, delta, role. */
  readonly about: {
    readonly eventId?: string;
    readonly rewardId?: string;
    readonly requestId?: string;
    readonly userId?: string;
    readonly key?: string;
    readonly delta?: number;
    readonly role?: string;
  };
}

/** What every payload may hold, as far as the checker reads it. */
export interface Payload {
  readonly request?: { readonly id: string; readonly status: string; readonly grants: object[] } | null;
  readonly attendance?: { readonly id: string; readonly day: string } | null;
  readonly tokens?: { readonly accessToken: string; readonly refreshToken: string };
  readonly userErrors?: ReadonlyArray<{ readonly code: string }>;
}

/**
 * ok: done as asked. fail: refused, and not done. info: nobody said (a cut link, no answer in time, or
 * SERVICE_UNAVAILABLE, which asks for a repeat): done or not.
 */
export interface Operation extends Call {
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Code of the fault or refusal; CUT and TIMEOUT for calls without an answer; null: done. */
  readonly code: string | null;
  readonly payload: Payload | null;
  /** By `performance.now()`. */
  readonly invokedAt: number;
  readonly endedAt: number;
  /** Made after healing, to learn what became of an earlier call. */
  readonly repeats: Operation | null;
}

export function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Every call of a run with its invocation and its end, as a checker wants it. */
export class History {
  readonly operations: Operation[] = [];

  async record(call: Call, repeats: Operation | null = null): Promise<Operation> {
    const invokedAt = performance.now();
    const { outcome, code, payload } = await ask(call);
    const operation = { ...call, outcome, code, payload, invokedAt, endedAt: performance.now(), repeats };
    this.operations.push(operation);
    return operation;
  }

  of(...kinds: CallKind[]): Operation[] {
    return this.operations.filter(({ kind }) => kinds.includes(kind));
  }

  /** How often each kind ended with each code. */
  tally(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, code } of this.operations) {
      const name = `${kind} ${code ?? 'ok'}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }
}

async function ask({
  by,
  document,
  variables,
}: Call): Promise<Pick<Operation, 'outcome' | 'code' | 'payload'>> {
  let answer: Answer<Record<string, Payload | null>>;
  try {
    answer = await by.send<Record<string, Payload | null>>(print(document), variables);
  } catch (error) {
    return {
      outcome: 'info',
      code: (error as Error).name === 'TimeoutError' ? 'TIMEOUT' : 'CUT',
      payload: null,
    };
  }
  const fault = answer.errors[0]?.extensions.code;
  if (fault !== undefined) {
    return { outcome: fault === 'SERVICE_UNAVAILABLE' ? 'info' : 'fail', code: fault, payload: null };
  }
  const payload = Object.values(answer.data ?? {})[0] ?? null;
  const code = payload?.userErrors?.[0]?.code ?? null;
  return { outcome: code === null ? 'ok' : 'fail', code, payload };
}

const REPEATS_MAX = 20;
const PAUSE_MS = 250;

/**
 * Asks again, with its key, what nobody answered; call it after healing. Refreshes are left out: a client
 * that waited for longer than the grace logs in again.
 *
 * @throws Error when a call gets no answer however often it is repeated
 */
export async function repeatInfos(history: History): Promise<number> {
  const learnt = new Set(
    history.operations.flatMap(({ repeats, outcome }) =>
      repeats !== null && outcome !== 'info' ? signature(repeats) : [],
    ),
  );
  const open = history.operations.filter(
    (each) => each.outcome === 'info' && each.kind !== 'refresh' && !learnt.has(signature(each)),
  );
  const distinct = [...new Map(open.map((each) => [signature(each), each])).values()];
  for (const operation of distinct) {
    for (let tries = 1; ; tries += 1) {
      const { outcome, code } = await history.record(operation, operation);
      if (outcome !== 'info') break;
      if (tries === REPEATS_MAX)
        throw new Error(`a ${operation.kind} is never answered after healing: ${code}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return distinct.length;
}

function signature({ kind, by, variables }: Call): string {
  return JSON.stringify([kind, by.id, variables]);
}
