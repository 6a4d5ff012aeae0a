import { Types } from 'mongoose';
import { EventsDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-10T03:20:00Z';
const HOUR_MS = 3_600_000;

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

/** @param hours before now; @param status 0 waits, 1 is paid, 2 failed */
async function insert(eventId: string, rows: ReadonlyArray<readonly [hours: number, status: number]>) {
  await server.database.requests.insertMany(
    rows.map(([hours, status]) => ({
      ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId: new Types.ObjectId(eventId) },
      ...{ status, failureCode: null, requestedAt: new Date(Date.parse(NOW) - hours * HOUR_MS) },
    })) as never,
  );
}

test('the events of a page have their requests by status, and those that took stock in the last 24 hours', async () => {
  const busy = await createEvent(operator, { title: 'Counted busy' });
  await createEvent(operator, { title: 'Counted idle' });
  await insert(busy.id, [
    [1, 0],
    [23, 1],
    [25, 1],
    [2, 2],
    [30, 2],
    // A newer server's: it counts, under no name that this one knows.
    [1, 7],
  ]);
  const { events } = await operator.run(EventsDocument, {
    filter: { titleContains: 'Counted' },
    withCounts: true,
  });
  const counts = new Map(events!.edges.map(({ node }) => [node.title, node.requestCounts]));
  expect(counts.get('Counted busy')).toEqual({
    ...{ requested: 5, pending: 1, succeeded: 2, failed: 2, acceptedLastDay: 2 },
  });
  expect(counts.get('Counted idle')).toEqual({
    ...{ requested: 0, pending: 0, succeeded: 0, failed: 0, acceptedLastDay: 0 },
  });
});

test('a user gets no counts', async () => {
  await createEvent(operator, { title: 'Seen by users' });
  const user = await server.actor('USER');
  await user.refused(EventsDocument, { filter: { titleContains: 'Seen' }, withCounts: true }, 'FORBIDDEN');
});

test('by their end, events without one are left out, pages follow each other, and cursors keep to their order', async () => {
  for (const [n, days] of [3, 1, 2, 2, null].entries()) {
    await createEvent(operator, {
      title: `Ordered ${n}`,
      startAt: '2026-06-01T00:00:00Z',
      endAt: days === null ? null : new Date(Date.parse(NOW) + days * 24 * HOUR_MS).toISOString(),
    });
  }
  const filter = { titleContains: 'Ordered' };
  const titles: string[] = [];
  let after: string | null = null;
  do {
    const { events }: { events: NonNullable<Awaited<ReturnType<typeof pageAfter>>['events']> } =
      (await pageAfter(after)) as never;
    titles.push(...events.edges.map(({ node }) => node.title));
    expect(events.totalCount).toBe(4);
    after = events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null;
  } while (after !== null);
  expect(titles).toEqual(['Ordered 1', 'Ordered 2', 'Ordered 3', 'Ordered 0']);

  const { events: first } = await pageAfter(null);
  const cursor = first!.pageInfo.endCursor;
  await operator.refused(
    EventsDocument,
    { filter, first: 3, after: cursor, reverse: true },
    'BAD_USER_INPUT',
  );

  function pageAfter(place: string | null) {
    return operator.run(EventsDocument, { filter, first: 3, after: place, reverse: true, orderBy: 'END_AT' });
  }
});
