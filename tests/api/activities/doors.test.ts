import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { RecordActivitiesDocument } from '../../generated/documents';
import { backendOf, type Backend } from '../../support/service-keys';
import { startTestServer, type TestServer } from '../../support/server';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

let server: TestServer;
let shop: Backend;
let userId: string;
beforeAll(async () => {
  server = await startTestServer();
  shop = await backendOf(server, ['ACTIVITIES_WRITE']);
  userId = (await server.actor('USER')).id;
});
afterAll(() => server.close());

const anHourAgo = () => new Date(server.clock.now().getTime() - 3_600_000).toISOString();
const event = (changes: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: shop.source,
  type: 'purchase',
  time: anHourAgo(),
  subject: userId,
  data: { quantity: 2 },
  ...changes,
});

interface Options {
  readonly type?: string;
  readonly key?: string | null;
}

async function post(body: unknown, { type = BATCH, key = shop.key }: Options = {}) {
  const response = await fetch(`${server.url}/activities`, {
    method: 'POST',
    headers: { 'content-type': type, ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as {
    outcomes?: Array<{ code: string }>;
    errors?: Array<{ extensions: { code: string } }>;
  };
  return {
    status: response.status,
    codes: answer.outcomes?.map(({ code }) => code),
    error: answer.errors?.[0]?.extensions.code,
  };
}

describe('recordActivities', () => {
  const row = (changes: object = {}) => ({
    user: { id: userId },
    externalId: randomUUID(),
    kind: 'purchase',
    occurredAt: anHourAgo(),
    ...changes,
  });

  test('records rows under the source of the key, each with its outcome, in order', async () => {
    const good = row({ quantity: 7 });
    const { recordActivities } = await shop.run(RecordActivitiesDocument, {
      input: {
        activities: [
          good,
          good,
          { ...good, quantity: 8 },
          row({ user: { id: String(new Types.ObjectId()) } }),
          row({ user: { username: 'alice' } }),
          row({ user: {} }),
          row({ user: { id: userId, identity: { issuer: 'game', subject: '1' } } }),
          row({ user: { identity: { issuer: 'game', subject: '' } } }),
          row({ externalId: '' }),
          row({ externalId: 'x'.repeat(129) }),
          row({ kind: 'Purchase' }),
          row({ quantity: 0 }),
          row({ quantity: 1_000_000_001 }),
          row({ occurredAt: '2020-01-01T00:00:00Z' }),
          row({ occurredAt: '2030-01-01T00:00:00Z' }),
        ],
      },
    });
    expect(recordActivities!.outcomes.map(({ code }) => code)).toEqual([
      ...['RECORDED', 'DUPLICATE', 'CONFLICT', 'UNKNOWN_USER'],
      ...Array.from({ length: 9 }, () => 'INVALID'),
      ...['TOO_LATE', 'IN_FUTURE'],
    ]);
    expect(recordActivities!.outcomes[0]!.activity).toMatchObject({
      ...{ source: shop.source, externalId: good.externalId, quantity: 7, day: '2026-06-01' },
      user: { id: userId },
    });
    expect(recordActivities!.outcomes[2]!.activity).toMatchObject({ quantity: 7 });
  });

  test.each([0, 201])('%i rows are refused as a whole', async (count) => {
    const activities = Array.from({ length: count }, () => row());
    const { errors } = await shop.ask(RecordActivitiesDocument, { input: { activities } });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.activities' }],
    });
  });

  test('a key of another scope and an account are refused', async () => {
    const input = { activities: [row()] };
    const other = await backendOf(server, ['USERS_WRITE']);
    const admin = await server.actor('ADMIN');
    for (const client of [other, admin]) {
      const { errors } = await client.ask(RecordActivitiesDocument, { input });
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('POST /activities', () => {
  test('takes one CloudEvent', async () => {
    const one = event();
    expect(await post(one, { type: SINGLE })).toMatchObject({ status: 200, codes: ['RECORDED'] });
    expect(await post(one, { type: `${SINGLE}; charset=utf-8` })).toMatchObject({ codes: ['DUPLICATE'] });
    const filter = { source: shop.source, externalId: one.id };
    expect(await server.database.activities.findOne(filter)).toMatchObject({
      ...{ userId: new Types.ObjectId(userId), kind: 'purchase', quantity: 2 },
      occurredAt: new Date(one.time),
    });
  });

  test('takes a batch, and each event has its outcome', async () => {
    const without = (name: string) => {
      const { [name]: _left, ...rest } = event() as Record<string, unknown>;
      return rest;
    };
    const invalid = [
      ...['specversion', 'id', 'source', 'type', 'time', 'subject'].map(without),
      ...[null, 1, 'text', [], {}],
      event({ specversion: '0.3' }),
      event({ source: 'another' }),
      event({ id: 1 }),
      event({ time: '2026-06-01' }),
      event({ type: 'Purchase!' }),
      event({ data: 'text' }),
      event({ data: { quantity: '2' } }),
      event({ data: { quantity: 1.5 } }),
      event({ data_base64: 'e30=' }),
      event({ subject: '|subject' }),
      event({ subject: 'issuer|' }),
    ];
    const { data: _data, ...plain } = event();
    const batch = [plain, ...invalid, event({ subject: 'no|body' }), event({ subject: 'nobody' }), event()];
    expect(await post(batch)).toEqual({
      status: 200,
      codes: ['RECORDED', ...invalid.map(() => 'INVALID'), ...['UNKNOWN_USER', 'UNKNOWN_USER', 'RECORDED']],
      error: undefined,
    });
    expect(await server.database.activities.findOne({ externalId: plain.id })).toMatchObject({ quantity: 1 });
  });

  test('a retry of an event without an id is INVALID each time, and never counted', async () => {
    const { id: _id, ...nameless } = event({ type: 'nameless' });
    expect((await post([nameless, nameless])).codes).toEqual(['INVALID', 'INVALID']);
    expect(await server.database.activities.countDocuments({ kind: 'nameless' })).toBe(0);
  });

  test('takes 1,000 events, and refuses 1,001 and none', async () => {
    const events = (count: number) =>
      Array.from({ length: count }, (_, n) => event({ type: `many_${n % 5}` }));
    const { codes } = await post(events(1_000));
    expect(codes).toHaveLength(1_000);
    expect(new Set(codes)).toEqual(new Set(['RECORDED']));
    for (const count of [1_001, 0]) {
      expect(await post(events(count))).toMatchObject({ status: 400, error: 'BAD_USER_INPUT' });
    }
  });

  test.each([
    ['more than 1 MB', JSON.stringify([{ text: 'x'.repeat(1024 * 1024) }]), BATCH, 413],
    ['text that is no JSON', '[{', BATCH, 400],
    ['a plain JSON body', '[]', 'application/json', 415],
  ])('%s is refused', async (_title, body, type, status) => {
    expect(await post(body, { type })).toMatchObject({ status, error: 'BAD_REQUEST' });
  });

  test('the key is verified before the body is read', async () => {
    const usersWrite = await backendOf(server, ['USERS_WRITE']);
    const admin = await server.actor('ADMIN');
    const broken = '[{';
    expect(await post(broken, { key: null })).toMatchObject({ status: 401, error: 'UNAUTHENTICATED' });
    expect(await post(broken, { key: 'erk_nonsense' })).toMatchObject({
      status: 401,
      error: 'INVALID_SERVICE_KEY',
    });
    expect(await post(broken, { key: usersWrite.key })).toMatchObject({ status: 403, error: 'FORBIDDEN' });
    expect(await post(broken, { key: admin.accessToken })).toMatchObject({ error: 'FORBIDDEN' });
  });
});
