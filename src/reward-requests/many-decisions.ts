import { DEADLINE_MS } from '../database/retry';
import { AppError, refusal, ServiceUnavailable, type Refusal } from '../errors';
import type { DecisionAnswer } from './decisions';
import type { RewardRequest } from './reward-request.model';

/** Each holds a connection or two, and the requests of one event share the document that holds its stock. */
const AT_ONCE = 5;

export interface DecisionOutcome {
  readonly request: RewardRequest | null;
  readonly userErrors: Refusal[];
}

/**
 * Decides each request by itself, as if each had been sent alone: one that is refused changes nothing for the others.
 *
 * @returns an outcome per id, in order
 * @throws ServiceUnavailable when none of them got an answer; sending them again is safe
 */
export async function decideEach(
  ids: readonly string[],
  decide: (id: string) => Promise<DecisionAnswer>,
): Promise<DecisionOutcome[]> {
  const outcomes: DecisionOutcome[] = [];
  const deadline = performance.now() + DEADLINE_MS;
  const unanswered: ServiceUnavailable[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const step = ids.slice(from, from + AT_ONCE).map(async (id, place): Promise<DecisionOutcome> => {
      const path = ['input', 'ids', String(from + place)];
      try {
        // In an outage each takes up to 8 s to fail, and the caller waits for all of them.
        if (performance.now() >= deadline)
          throw new ServiceUnavailable('earlier decisions took all the time');
        const { request, userErrors } = await decide(id);
        return { request, userErrors: userErrors.map(({ code }) => refusal(code, path)) };
      } catch (error) {
        if (error instanceof ServiceUnavailable) {
          unanswered.push(error);
          return { request: null, userErrors: [refusal('DECISION_UNAVAILABLE', path)] };
        }
        if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error;
        return { request: null, userErrors: [refusal('REQUEST_NOT_FOUND', path)] };
      }
    });
    outcomes.push(...(await settleAll(step)));
  }
  const [first] = unanswered;
  if (first !== undefined && unanswered.length === ids.length) throw first;
  return outcomes;
}

/** Leaves nothing running behind an error. */
async function settleAll<T>(work: ReadonlyArray<Promise<T>>): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
