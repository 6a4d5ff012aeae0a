import {
  AdjustRewardStockDocument,
  EventHistoryDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

async function changedEvent() {
  const { id, version, rewards } = await createEvent(operator, {
    rewards: [{ type: 'POINT', name: 'Points', quantity: 1, stock: 5 }],
  });
  await operator.run(UpdateEventDocument, {
    input: { id, expectedVersion: version, active: false, reason: 'The partner left.' },
  });
  await operator.run(AdjustRewardStockDocument, {
    input: { id: rewards[0]!.id, delta: 2, reason: 'More came.', idempotencyKey: `stock ${id}` },
  });
  return id;
}

test.each(['OPERATOR', 'AUDITOR', 'ADMIN'] as const)(
  '%s reads who changed an event, what and why, the latest first',
  async (role) => {
    const id = await changedEvent();
    await createEvent(operator);
    const reader = await server.actor(role);
    const { event } = await reader.run(EventHistoryDocument, { id });
    const by = { actor: { id: operator.id, username: operator.username } };
    expect(event?.history?.nodes).toMatchObject([
      { ...by, action: 'adjustRewardStock', reason: 'More came.' },
      { ...by, action: 'updateEvent', after: '{"active":false}', reason: 'The partner left.' },
      { ...by, action: 'createEvent', reason: null },
    ]);
  },
);

test('it comes in pages', async () => {
  const id = await changedEvent();
  const first = (await operator.run(EventHistoryDocument, { id, first: 2 })).event!.history!;
  expect(first.pageInfo.hasNextPage).toBe(true);
  const after = first.pageInfo.endCursor;
  const rest = (await operator.run(EventHistoryDocument, { id, first: 2, after })).event!.history!;
  expect(rest.nodes.map(({ action }) => action)).toEqual(['createEvent']);
  expect(rest.pageInfo.hasNextPage).toBe(false);
});

test('a USER may not read it', async () => {
  const { id } = await createEvent(operator);
  const user = await server.actor('USER');
  await user.refused(EventHistoryDocument, { id }, 'FORBIDDEN');
});
