import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { checkInvariants } from '../../src/invariants/invariants';
import { verifyChain } from '../../src/audit/verification';
import { EligibilityDocument, EventDocument, MyRewardRequestsDocument } from '../generated/documents';
import { createEvent, type CreatedEvent } from '../support/events';
import type { TestServer } from '../support/server';
import { commands, EVENTS, USERS, type Real } from './commands';
import { Model, type ModelEvent } from './model';

const DAY_MS = 86_400_000;
const KINDS = [
  { payout: 'AUTO', kind: 'CONSECUTIVE_ATTENDANCE', target: 2, quantity: 1, stock: 2 },
  { payout: 'MANUAL', kind: 'TOTAL_ATTENDANCE', target: 1, quantity: 2, stock: 3 },
  { payout: 'AUTO', kind: 'TOTAL_ATTENDANCE', target: 2, quantity: 1, stock: null },
] as const satisfies ReadonlyArray<Partial<ModelEvent>> & { readonly length: typeof EVENTS };

/** Begins at noon in Seoul, the day after all that was before. */
async function prepare(server: TestServer): Promise<{ model: Model; real: Real }> {
  const days = Math.floor(server.clock.now().getTime() / DAY_MS) + 1;
  server.clock.set(new Date(days * DAY_MS + 3 * 3_600_000).toISOString());
  const now = server.clock.now().getTime();
  const [operator, ...users] = await Promise.all([
    server.actor('OPERATOR'),
    ...Array.from({ length: USERS }, () => server.actor('USER')),
  ]);
  const window = { startAt: now - DAY_MS, endAt: now + 6 * DAY_MS };
  const events: CreatedEvent[] = [];
  for (const { payout, kind, target, quantity, stock } of KINDS) {
    events.push(
      await createEvent(operator, {
        title: 'as made',
        startAt: new Date(window.startAt).toISOString(),
        endAt: new Date(window.endAt).toISOString(),
        payout,
        conditions: [{ kind, target }],
        rewards: [{ type: 'ITEM', name: 'Mug', quantity, stock }],
      }),
    );
  }
  const model = new Model(
    now,
    USERS,
    KINDS.map((kind) => ({
      ...{ ...kind, ...window, title: 'as made', remaining: kind.stock, version: 1 },
      ...{ active: true, archived: false, frozen: false },
    })),
  );
  return { model, real: { server, users, operator, events, requests: [] } };
}

/** Whatever was answered on the way: events, requests and what each user may claim are what the model has. */
async function compare(model: Model, { operator, users, events, requests }: Real): Promise<void> {
  for (const [place, { id }] of events.entries()) {
    const { event } = await operator.run(EventDocument, { id });
    const { title, active, frozen, version, stock, remaining } = model.events[place]!;
    expect(event).toMatchObject({ title, active, frozen, version, rewards: [{ stock, remaining }] });
  }
  for (const [n, user] of users.entries()) {
    const { myRewardRequests } = await user.run(MyRewardRequestsDocument, { first: 100 });
    const rows = myRewardRequests!.nodes.map(({ id, status, attempt, failureCode, grants, revokedAt }) => ({
      ...{ id, status, attempt, failureCode, grants: grants.length, revoked: revokedAt !== null },
    }));
    const own = model.requests.flatMap(({ user: owner, status, attempt, failureCode, revoked }, place) => {
      if (owner !== n) return [];
      const grants = status === 'SUCCESS' ? 1 : 0;
      return [{ id: requests[place]!, status, attempt, failureCode, grants, revoked }];
    });
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    expect(rows.sort(byId)).toEqual(own.sort(byId));
    for (const [place, { id: eventId }] of events.entries()) {
      const { eligibility } = await operator.run(EligibilityDocument, { eventId, userId: user.id });
      expect(eligibility!.blockedBy[0] ?? null).toBe(model.blocker(n, place));
      expect(eligibility!.progress.map(({ current }) => current)).toEqual([model.progress(n, place)]);
    }
  }
}

/**
 * Random calls to a server, each answer compared with the model's; a failure is shrunk to the fewest calls
 * that show it. TEST_SEED, which is printed, gives the same calls again.
 */
export async function tryModel(server: TestServer, runs: number, callsMax: number): Promise<void> {
  const seed = Number(process.env.TEST_SEED ?? randomInt(2 ** 31));
  process.stdout.write(`model: TEST_SEED=${seed}\n`);
  await fc.assert(
    fc.asyncProperty(commands(callsMax), async (calls) => {
      const { model, real } = await prepare(server);
      await fc.asyncModelRun(() => ({ model, real }), calls);
      await compare(model, real);
    }),
    { seed, numRuns: runs, interruptAfterTimeLimit: undefined },
  );
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
  expect(await verifyChain(server.database, server.clock.now())).toMatchObject({ ok: true });
}
