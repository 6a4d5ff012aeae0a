import { Types } from 'mongoose';
import {
  ArchiveEventDocument,
  CheckAttendanceDocument,
  EventDocument,
  EventsDocument,
  RequestRewardDocument,
  UpdateEventDocument,
  type EventFilter,
  type EventsQuery,
  type EventsQueryVariables,
} from '../../generated/documents';
import type { Client } from '../../support/client';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';

let server: TestServer;
let operator: Actor;
let user: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
  user = await server.actor('USER');
});
afterAll(() => server.close());

const PAGE = { first: 100, reverse: false };
async function titles(
  client: Client,
  filter: EventFilter | null,
  variables: Partial<EventsQueryVariables> = {},
) {
  const { events } = await client.run(EventsDocument, { ...PAGE, ...variables, filter });
  return events?.edges.map(({ node }) => node.title);
}

describe('by state', () => {
  beforeAll(async () => {
    const title = (state: string) => `state ${state}`;
    await createEvent(operator, { title: title('UPCOMING'), startAt: '2026-06-01T03:00:00.001Z' });
    await createEvent(operator, { title: title('IN_PROGRESS from now on'), startAt: NOW });
    await createEvent(operator, {
      title: title('IN_PROGRESS open'),
      startAt: '2026-05-30T00:00:00Z',
      endAt: null,
    });
    await createEvent(operator, {
      title: title('IN_PROGRESS to the end'),
      startAt: '2026-05-29T00:00:00Z',
      endAt: '2026-06-01T03:00:00.001Z',
    });
    await createEvent(operator, { title: title('ENDED'), startAt: '2026-05-28T00:00:00Z', endAt: NOW });
    await createEvent(operator, { title: title('INACTIVE'), startAt: '2026-05-27T00:00:00Z', active: false });
    const event = await createEvent(operator, { title: title('ARCHIVED'), startAt: '2026-05-26T00:00:00Z' });
    await operator.run(ArchiveEventDocument, { input: { id: event.id, expectedVersion: event.version } });
  });

  test.each([
    [['UPCOMING'], ['UPCOMING']],
    [['IN_PROGRESS'], ['IN_PROGRESS from now on', 'IN_PROGRESS open', 'IN_PROGRESS to the end']],
    [['ENDED'], ['ENDED']],
    [['INACTIVE'], ['INACTIVE']],
    [['ARCHIVED'], ['ARCHIVED']],
    [
      ['ARCHIVED', 'UPCOMING', 'ENDED'],
      ['UPCOMING', 'ENDED', 'ARCHIVED'],
    ],
    [[], []],
  ] as const)('%p lists what each event says of itself', async (states, expected) => {
    const filter = { states: [...states], titleContains: 'state ' };
    const { events } = await operator.run(EventsDocument, { ...PAGE, filter });
    expect(events?.edges.map(({ node }) => node.title.slice(6))).toEqual(expected);
    for (const { node } of events?.edges ?? []) {
      expect(node.title).toContain(node.state);
      expect(node.inProgress).toBe(node.state === 'IN_PROGRESS');
    }
    expect(events?.totalCount).toBe(expected.length);
  });

  describe('with drafts told from paused events', () => {
    const drafts = { active: false, startAt: '2026-05-25T00:00:00Z' };
    beforeAll(async () => {
      const paused = await createEvent(operator, { title: 'phase PAUSED', startAt: '2026-05-24T00:00:00Z' });
      const change = { id: paused.id, expectedVersion: paused.version, active: false };
      await operator.run(UpdateEventDocument, { input: change });
      await createEvent(operator, { ...drafts, title: 'phase DRAFT' });
      const archived = await createEvent(operator, { ...drafts, title: 'phase ARCHIVED' });
      await operator.run(ArchiveEventDocument, {
        input: { id: archived.id, expectedVersion: archived.version },
      });
      // As releases stored events that did not record the first activation.
      const former = await createEvent(operator, { ...drafts, title: 'phase PAUSED before' });
      await server.database.events.updateOne(
        { _id: new Types.ObjectId(former.id) },
        { $unset: { firstActivatedAt: 1 } },
      );
      await createEvent(operator, { title: 'phase ENDED', startAt: '2026-05-23T00:00:00Z', endAt: NOW });
    });

    test.each([
      [['DRAFT'], ['DRAFT']],
      [['PAUSED'], ['PAUSED before', 'PAUSED']],
      [
        ['PAUSED', 'DRAFT'],
        ['PAUSED before', 'DRAFT', 'PAUSED'],
      ],
      [
        ['ENDED', 'DRAFT'],
        ['DRAFT', 'ENDED'],
      ],
      [
        ['PAUSED', 'ARCHIVED'],
        ['PAUSED before', 'ARCHIVED', 'PAUSED'],
      ],
      [[], []],
    ] as const)('%p lists %p', async (phases, expected) => {
      const filter = { phases: [...phases], titleContains: 'phase ' };
      const { events } = await operator.run(EventsDocument, { ...PAGE, filter });
      expect(events?.edges.map(({ node }) => node.title.slice(6))).toEqual(expected);
      for (const { node } of events?.edges ?? []) {
        if (node.state === 'INACTIVE') expect(node.draft).toBe(node.title.includes('DRAFT'));
      }
      expect(events?.totalCount).toBe(expected.length);
    });

    test('a state beside them narrows the list further', async () => {
      const filter = { phases: ['DRAFT' as const, 'ENDED' as const], states: ['INACTIVE' as const] };
      expect(await titles(operator, { ...filter, titleContains: 'phase ' })).toEqual(['phase DRAFT']);
    });

    test('a USER gets none of them by asking for them', async () => {
      const phases = ['DRAFT' as const, 'PAUSED' as const, 'ARCHIVED' as const];
      expect(await titles(user, { phases })).toEqual([]);
    });

    test('a cursor belongs to its phases, in any order', async () => {
      const page = (phases: NonNullable<EventFilter['phases']>, after?: string | null) => ({
        ...{ first: 1, reverse: false, after, filter: { phases } },
      });
      const first = (await operator.run(EventsDocument, page(['DRAFT', 'ENDED']))).events;
      const after = first?.pageInfo.endCursor;
      await operator.run(EventsDocument, page(['ENDED', 'DRAFT'], after));
      await operator.refused(EventsDocument, page(['DRAFT'], after), 'BAD_USER_INPUT');
    });
  });

  test('a USER gets neither INACTIVE nor ARCHIVED events, not even by asking for them', async () => {
    const all = await titles(user, { titleContains: 'state ' });
    expect(all).toHaveLength(5);
    expect(await titles(user, { states: ['INACTIVE', 'ARCHIVED'] })).toEqual([]);
    expect(await titles(user, { states: ['INACTIVE', 'ENDED'], titleContains: 'state ' })).toEqual([
      'state ENDED',
    ]);
  });

  test('the state moves with the clock', async () => {
    server.clock.set('2026-06-01T03:00:00.001Z');
    const filter = { titleContains: 'state IN_PROGRESS to the end' };
    const { events } = await operator.run(EventsDocument, { ...PAGE, filter });
    expect(events?.edges).toMatchObject([{ node: { state: 'ENDED', inProgress: false } }]);
    expect(await titles(operator, { ...filter, states: ['ENDED'] })).toHaveLength(1);
    server.clock.set(NOW);
  });
});

describe('by title', () => {
  beforeAll(async () => {
    for (const title of ['100% .* (sale)', 'ÄPFEL and more', '[a-z]+ $^ \\d|', '100 x sale']) {
      await createEvent(operator, { title });
    }
  });

  test.each([
    ['.*', ['100% .* (sale)']],
    ['(SALE)', ['100% .* (sale)']],
    ['[A-Z]+', ['[a-z]+ $^ \\d|']],
    ['$^ \\D|', ['[a-z]+ $^ \\d|']],
    ['äpfel', ['ÄPFEL and more']],
    ['no such title', []],
  ])('%p is found as it stands, whatever its case', async (titleContains, expected) => {
    expect(await titles(operator, { titleContains })).toEqual(expected);
  });

  test.each([
    ['Hangul', '봄맞이 출석'],
    ['Latin letters with marks', 'Frühling Việt Ǻ'],
    ['a mark without a letter', '\u0301 accent'],
  ])('%s: composed and decomposed texts find each other', async (_what, text) => {
    const forms = [
      text.normalize('NFC'),
      text.normalize('NFD'),
      `${text.normalize('NFC')}/${text.normalize('NFD')}`,
    ];
    for (const title of forms) await createEvent(operator, { title });
    for (const titleContains of forms.slice(0, 2)) {
      expect(new Set(await titles(operator, { titleContains }))).toEqual(new Set(forms));
    }
    for (const titleContains of [forms[2]!, forms[2]!.normalize('NFD')]) {
      expect(await titles(operator, { titleContains })).toEqual([forms[2]]);
    }
  });

  test('marks in an unusual order are found as they were typed', async () => {
    const title = 'a\u0301\u0323 marks';
    await createEvent(operator, { title });
    expect(await titles(operator, { titleContains: title })).toEqual([title]);
  });

  test('a text of 200 characters of which each has another form is searched for', async () => {
    const title = 'ΐ'.normalize('NFC').repeat(200);
    await createEvent(operator, { title });
    expect(await titles(operator, { titleContains: title })).toEqual([title]);
    expect(await titles(operator, { titleContains: `${title.slice(0, 198)}x` })).toEqual([]);
  });

  test('an empty text restricts nothing', async () => {
    expect(await titles(operator, { titleContains: '' })).toEqual(await titles(operator, null));
  });

  test('a text of 201 characters is BAD_USER_INPUT', async () => {
    const filter = { titleContains: 'x'.repeat(201) };
    const error = await operator.refused(EventsDocument, { ...PAGE, filter }, 'BAD_USER_INPUT');
    expect(error.extensions.fields).toMatchObject([{ path: 'filter.titleContains' }]);
  });
});

describe('pages', () => {
  const filter = { titleContains: 'tie' };
  beforeAll(async () => {
    for (let n = 0; n < 25; n++) await createEvent(operator, { title: `tie ${n}` });
  });

  test.each([false, true])(
    'events of one instant appear once each, also when one comes in between (reverse: %p)',
    async (reverse) => {
      const { events } = await operator.run(EventsDocument, { first: 100, reverse, filter });
      const expected = events?.edges.map(({ node }) => node.id) ?? [];
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: EventsQuery['events'] = (
          await operator.run(EventsDocument, { first: 10, after, reverse, filter })
        ).events;
        seen.push(...(page?.edges.map(({ node }) => node.id) ?? []));
        after = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
        // Before the cursor in either order: it must not push a row onto the next page.
        const startAt = reverse ? '2020-01-01T00:00:00Z' : '2026-05-31T00:00:00Z';
        await createEvent(operator, { title: 'tie between', startAt });
      } while (after !== null);
      expect(seen).toEqual(expected);
    },
  );

  test('the next page follows though time goes on', async () => {
    const states = { ...filter, states: ['IN_PROGRESS' as const] };
    const first = (await operator.run(EventsDocument, { first: 10, reverse: false, filter: states })).events;
    server.clock.advance({ minutes: 5 });
    const after = first?.pageInfo.endCursor;
    const second = (await operator.run(EventsDocument, { first: 10, reverse: false, after, filter: states }))
      .events;
    expect(second?.edges).toHaveLength(10);
    expect(second?.pageInfo.hasPreviousPage).toBe(true);
    server.clock.set(NOW);
  });

  test('the order of the states that are asked for makes no other list', async () => {
    const page = (states: NonNullable<EventFilter['states']>, after?: string | null) =>
      operator.run(EventsDocument, { first: 1, reverse: false, after, filter: { states } });
    const first = (await page(['IN_PROGRESS', 'ENDED'])).events;
    await page(['ENDED', 'IN_PROGRESS'], first?.pageInfo.endCursor);
  });

  test('a cursor of another filter, order or reader is BAD_USER_INPUT', async () => {
    const after = (await operator.run(EventsDocument, { first: 1, reverse: false, filter })).events?.pageInfo
      .endCursor;
    const same = { first: 1, reverse: false, after, filter };
    await operator.run(EventsDocument, same);
    await operator.refused(EventsDocument, { ...same, filter: null }, 'BAD_USER_INPUT');
    await operator.refused(EventsDocument, { ...same, reverse: true }, 'BAD_USER_INPUT');
    await operator.refused(EventsDocument, { ...same, after: 'x' }, 'BAD_USER_INPUT');
    await user.refused(EventsDocument, same, 'BAD_USER_INPUT');
  });

  test.each([0, 101, -1])('first %p is BAD_USER_INPUT', async (first) => {
    await operator.refused(EventsDocument, { first, reverse: false }, 'BAD_USER_INPUT');
  });

  test('a page costs as many database calls with 20 events as with 5', async () => {
    const calls = (first: number) =>
      server.databaseCalls(() => operator.run(EventsDocument, { first, reverse: false, filter }));
    expect((await calls(20)).sort()).toEqual((await calls(5)).sort());
  });
});

describe('one event', () => {
  test('a USER does not find a paused or an archived one; staff does', async () => {
    const event = await createEvent(operator, { title: 'One' });
    expect((await user.run(EventDocument, { id: event.id })).event).toMatchObject({
      ...event,
      createdBy: null,
    });
    const paused = { input: { id: event.id, expectedVersion: 1, active: false } };
    await operator.run(UpdateEventDocument, paused);
    await user.refused(EventDocument, { id: event.id }, 'NOT_FOUND');
    for (const role of ['OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
      const { event: read } = await (await server.actor(role)).run(EventDocument, { id: event.id });
      expect(read).toMatchObject({ state: 'INACTIVE', createdBy: { id: operator.id } });
    }
    await operator.run(ArchiveEventDocument, { input: { id: event.id, expectedVersion: 2 } });
    await user.refused(EventDocument, { id: event.id }, 'NOT_FOUND');
  });

  test('a USER reaches a paused one through an own request, with its conditions and rewards', async () => {
    const event = await createEvent(operator, { conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }] });
    await user.run(CheckAttendanceDocument);
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
    const { event: claimed } = await operator.run(EventDocument, { id: event.id });
    expect(claimed).toMatchObject({ frozen: true, version: 1 });
    await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, active: false } });
    const id = requestReward?.request?.id;
    const query = `query ($id: ID!) {
      rewardRequest(id: $id) {
        event { id state createdBy { id } conditions { id event { id } } rewards { id event { id } } }
      }
    }`;
    const { data, errors } = await user.send(query, { id });
    expect(errors).toEqual([]);
    const withEvent = ({ id: part }: { id: string }) => ({ id: part, event: { id: event.id } });
    expect(data?.rewardRequest).toEqual({
      event: {
        id: event.id,
        state: 'INACTIVE',
        createdBy: null,
        conditions: event.conditions.map(withEvent),
        rewards: event.rewards.map(withEvent),
      },
    });
  });

  test.each([new Types.ObjectId().toHexString(), 'x', ''])('%p is NOT_FOUND', async (id) => {
    await operator.refused(EventDocument, { id }, 'NOT_FOUND');
  });

  test('an id that is an object is BAD_USER_INPUT', async () => {
    await operator.refused(EventDocument, { id: { $gt: '' } as never }, 'BAD_USER_INPUT');
  });

  test('nobody reads one without signing in', async () => {
    const event = await createEvent(operator);
    await server.anonymous.refused(EventDocument, { id: event.id }, 'UNAUTHENTICATED');
    await server.anonymous.refused(EventsDocument, PAGE, 'UNAUTHENTICATED');
  });
});
