import { spawnSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { Types } from 'mongoose';
import type { Role } from '../../src/domain/viewer';
import { RequestStatus } from '../../src/domain/request-status';
import { ANSWER_ROWS } from '../../src/exports/format/limits';
import { requestsExport } from '../../src/reward-requests/requests.export';
import type { RewardRequest } from '../../src/reward-requests/reward-request.model';
import {
  ActivitiesDocument,
  AuditEntriesDocument,
  AuditVerificationDocument,
  RewardGrantsDocument,
  RewardRequestsDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  type RewardRequestFilter,
  RequestRewardForDocument,
  UpsertUsersDocument,
  VoidActivitiesByStaffDocument,
  type ActivityFilter,
} from '../generated/documents';
import { recordAll, report, SOURCE } from '../support/activities';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { sealedAudience } from '../support/audiences';
import { createEvent, type CreatedEvent } from '../support/events';
import { ask, expectCoded, type HttpAnswer } from '../support/http';
import { startPayout } from '../support/payouts';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';
import { until } from '../support/until';

const EXPORTS = [
  'requests',
  'grants',
  'attendance',
  'activities',
  'audit',
  'audience-members',
  'payout-members',
] as const;
type ExportName = (typeof EXPORTS)[number];

let server: TestServer;
let people: Record<Role, Actor>;
let eventId: string;
let audienceId: string;
let payoutId: string;
/** Of the payout, by what each came to. */
let members: Record<string, Actor>;
beforeAll(async () => {
  // 2026-06-01 in Seoul, still 2026-05-31 in UTC.
  server = await startTestServer({ now: '2026-05-31T16:30:00.123Z' });
  people = {
    USER: await server.actor('USER'),
    OPERATOR: await server.actor('OPERATOR'),
    AUDITOR: await server.actor('AUDITOR'),
    ADMIN: await server.actor('ADMIN'),
  };
  const event = await createEvent(people.OPERATOR, {
    title: '=HYPERLINK("http://evil", "x")',
    payout: 'MANUAL',
  });
  eventId = event.id;
  await claim(people.USER, true);
  const paid = await createEvent(people.OPERATOR, { title: 'Three days, "quoted"\nand broken' });
  for (let n = 0; n < 7; n++) await claim(await server.actor('USER'), n % 2 === 0, paid.id);
  const [pending] = await server.database.requests.find({ status: 0 }).toArray();
  await people.OPERATOR.run(RejectRewardRequestDocument, {
    input: { id: pending!._id.toHexString(), reason: '@SUM(1+1)*cmd' },
  });
  await recordSome();
  await payMembers(await createEvent(people.OPERATOR));
});
afterAll(() => server.close());

/** Activities of two users and kinds, of which one is voided. */
async function recordSome(): Promise<void> {
  const other = await server.actor('USER');
  const at = (minute: number) => new Date(`2026-05-31T15:${minute}:00Z`);
  const externalId = '=1+1';
  const sent = [
    report(server, people.USER.id, { kind: 'exported.visit', occurredAt: at(30) }),
    report(server, people.USER.id, { kind: 'exported.visit', occurredAt: at(31) }),
    report(server, other.id, { kind: 'exported.visit', occurredAt: at(32) }),
    report(server, people.USER.id, {
      ...{ kind: 'exported.purchase', quantity: 5, externalId, occurredAt: at(32) },
    }),
    report(server, other.id, { kind: 'exported.purchase', occurredAt: at(33) }),
  ];
  expect(await recordAll(server, sent)).toEqual(sent.map(() => 'RECORDED'));
  const activities = [{ user: { id: people.USER.id }, externalId }];
  const { voidActivities } = await people.OPERATOR.run(VoidActivitiesByStaffDocument, {
    input: { source: SOURCE, activities, reason: '@refunded' },
  });
  expect(voidActivities).toMatchObject({ voided: 1, affected: [], moreAffected: false });
}

/** A payout to three members: one qualifies, one has a request already, and one does not qualify. */
async function payMembers(event: CreatedEvent): Promise<void> {
  const [qualified, claimant, stranger] = [
    await server.actor('USER'),
    await server.actor('USER'),
    await server.actor('USER'),
  ];
  await attend(server.database, qualified.id, lastDays(server.clock.now(), 3));
  await claim(claimant, true, event.id);
  members = { paid: qualified, already: claimant, refused: stranger };
  const ids = Object.values(members).map(({ id }) => id);
  audienceId = await sealedAudience(people.OPERATOR, server.app, ids);
  payoutId = (await startPayout(people.OPERATOR, event.id, audienceId)).id;
  await until(async () => {
    await server.services.payoutRunner.sweep();
    return (await server.database.payouts.findOne({ _id: new Types.ObjectId(payoutId) }))?.state === 'DONE';
  });
}

async function claim(user: Actor, qualified: boolean, event = eventId): Promise<void> {
  server.clock.advance({ seconds: 1 });
  if (qualified) await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  await user.ask(RequestRewardDocument, { input: { eventId: event } });
}

interface Asked {
  readonly filter?: unknown;
  readonly reverse?: boolean;
  readonly search?: string;
}

function askExport(who: Actor | null, name: ExportName, asked: Asked = {}): Promise<HttpAnswer> {
  const params = new URLSearchParams({ reason: 'monthly report' });
  for (const [key, value] of new URLSearchParams(asked.search)) params.append(key, value);
  if (asked.filter !== undefined) params.set('filter', JSON.stringify(asked.filter));
  if (asked.reverse !== undefined) params.set('reverse', String(asked.reverse));
  return ask(`${server.url}/export/${name}.csv?${params.toString()}`, {
    headers: who === null ? {} : { authorization: `Bearer ${who.accessToken}` },
  });
}

/** What a filter needs at least. */
function filterOf(name: ExportName): object | undefined {
  if (name === 'attendance') return { userId: people.USER.id };
  if (name === 'audience-members') return { id: audienceId };
  return name === 'payout-members' ? { id: payoutId } : undefined;
}

async function rowsOf(
  who: Actor,
  name: ExportName,
  asked: Asked = {},
): Promise<Array<Record<string, string>>> {
  const { status, text } = await askExport(who, name, { filter: filterOf(name), ...asked });
  expect(status).toBe(200);
  return parse(text, { columns: true, bom: true });
}

describe('who may', () => {
  const ALLOWED: Record<ExportName, readonly Role[]> = {
    requests: ['OPERATOR', 'AUDITOR', 'ADMIN'],
    grants: ['OPERATOR', 'AUDITOR', 'ADMIN'],
    attendance: ['OPERATOR', 'AUDITOR', 'ADMIN'],
    activities: ['OPERATOR', 'AUDITOR', 'ADMIN'],
    audit: ['AUDITOR', 'ADMIN'],
    'audience-members': ['OPERATOR', 'AUDITOR', 'ADMIN'],
    'payout-members': ['OPERATOR', 'AUDITOR', 'ADMIN'],
  };

  test.each(EXPORTS)('%s: whoever may list the same, and nobody else', async (name) => {
    const anonymous = await askExport(null, name, { filter: filterOf(name) });
    expect([anonymous.status, anonymous.errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expectCoded(anonymous);
    for (const role of ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
      const answer = await askExport(people[role], name, { filter: filterOf(name) });
      const allowed = ALLOWED[name].includes(role);
      expect([role, answer.status]).toEqual([role, allowed ? 200 : 403]);
      if (!allowed) expect(answer.errors[0]?.extensions.code).toBe('FORBIDDEN');
      if (!allowed) expectCoded(answer);
    }
  });

  test('a bad token is none, and a token in the address is not read', async () => {
    const stranger = { ...people.AUDITOR, accessToken: 'none of ours' } as unknown as Actor;
    expect((await askExport(stranger, 'requests')).status).toBe(401);
    const search = `access_token=${people.AUDITOR.accessToken}&authorization=${people.AUDITOR.accessToken}`;
    const { status, text } = await askExport(null, 'requests', { search });
    expect(status).toBe(401);
    expect(text).not.toContain(people.AUDITOR.accessToken);
  });

  test('there is no export for HEAD or POST', async () => {
    const headers = { authorization: `Bearer ${people.AUDITOR.accessToken}` };
    for (const method of ['HEAD', 'POST', 'PUT']) {
      expect((await ask(`${server.url}/export/requests.csv`, { method, headers })).status).toBe(404);
    }
  });
});

describe('the file', () => {
  test('it is UTF-8 with a BOM, RFC 4180, and named by the service day', async () => {
    const response = await fetch(`${server.url}/export/requests.csv?reason=test`, {
      headers: { authorization: `Bearer ${people.AUDITOR.accessToken}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const text = bytes.subarray(3).toString();
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text).toContain('"Three days, ""quoted""\nand broken"');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="requests-2026-06-01.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'/) as string,
    });
  });

  test('a cell that a spreadsheet would run is text', async () => {
    const rows = await rowsOf(people.AUDITOR, 'requests', { filter: { eventId } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      event: `'=HYPERLINK("http://evil", "x")`,
      note: `'@SUM(1+1)*cmd`,
      status: 'FAILED',
      failureCode: 'REJECTED',
      user: people.USER.username,
      decidedBy: people.OPERATOR.username,
    });
  });

  test('grants have the state and the reference of their delivery', async () => {
    const { id } = await createEvent(people.OPERATOR, {
      rewards: [{ type: 'ITEM', name: 'Cup', quantity: 1 }],
    });
    await claim(await server.actor('USER'), true, id);
    await server.services.feedRelay.round();
    const deliveryOf = async () => {
      const [row] = await rowsOf(people.AUDITOR, 'grants', { filter: { eventId: id } });
      return [row!.delivery, row!.deliveryReference];
    };
    expect(await deliveryOf()).toEqual(['WAITING', '']);
    const delivery = { state: 'DELIVERED' as const, reference: 'parcel-7', at: new Date(), attempts: 1 };
    await server.database.requests.updateOne(
      { eventId: new Types.ObjectId(id) },
      { $set: { 'grants.0.delivery': delivery } },
    );
    expect(await deliveryOf()).toEqual(['DELIVERED', 'parcel-7']);
  });

  test.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx'])('%j in front gets an apostrophe', async (title) => {
    const { id } = await createEvent(people.OPERATOR, { title: `${title}!` });
    await claim(await server.actor('USER'), true, id);
    const [row] = await rowsOf(people.AUDITOR, 'grants', { filter: { eventId: id } });
    expect(row!.event).toBe(`'${title}!`);
  });

  test.each([
    ['a\n=1+1', "a\n'=1+1"],
    ['a\r@b', "a\r'@b"],
    ['a;-1', "a;'-1"],
    ['a\t+1', "a\t'+1"],
    ['1 = 1; 2', '1 = 1; 2'],
  ])('%j begins no formula inside either', async (title, cell) => {
    const { id } = await createEvent(people.OPERATOR, { title });
    await claim(await server.actor('USER'), true, id);
    const [row] = await rowsOf(people.AUDITOR, 'grants', { filter: { eventId: id } });
    expect(row!.event).toBe(cell);
  });

  test('another parser, strict about RFC 4180, reads the same cells', async () => {
    const titles = ['a\nb', 'a\rb', 'a\r\nb', '"\n"', ',\n,', 'x"\r"y', "it's\n", '끝\n시작'];
    for (const title of titles) {
      const { id } = await createEvent(people.OPERATOR, { title: `${title}!` });
      await claim(await server.actor('USER'), true, id);
    }
    const { text } = await askExport(people.AUDITOR, 'grants');
    const script = `import csv, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8-sig', newline='')
rows = list(csv.DictReader(text, strict=True))
assert all(None not in row and None not in row.values() for row in rows), 'rows fall apart'
print(json.dumps([row['event'] for row in rows]))`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: text, encoding: 'utf8' });
    expect(stderr).toBe('');
    const events = JSON.parse(stdout) as string[];
    expect(events).toEqual(expect.arrayContaining(titles.map((title) => `${title}!`)));
    expect(events).toHaveLength((await rowsOf(people.AUDITOR, 'grants')).length);
  });

  test("instants are those of the service's zone, which the header names", async () => {
    const stored = (await server.database.requests.findOne({ eventId: new Types.ObjectId(eventId) }))!;
    expect(stored.requestedAt.toISOString()).toBe('2026-05-31T16:30:01.123Z');
    const [row] = await rowsOf(people.AUDITOR, 'requests', { filter: { eventId } });
    expect(row!['requestedAt (Asia/Seoul)']).toBe('2026-06-01 01:30:01.123');
    expect(row!['decidedAt (Asia/Seoul)']).toMatch(/^2026-06-01 01:30:/);
  });

  test('evidence is there in words', async () => {
    const rows = await rowsOf(people.AUDITOR, 'requests', { filter: { statuses: ['SUCCESS'] } });
    expect(rows[0]!.evidence).toMatch(/3 of 3, met \(2026-05-30 2026-05-31 2026-06-01\)$/);
    expect(rows[0]!.grants).toBe('100 x Points; 1 x Coupon');
  });

  test('without rows it is its header', async () => {
    const { text } = await askExport(people.AUDITOR, 'requests', { filter: { userId: 'nobody' } });
    expect(text.split('\r\n')).toEqual([expect.stringMatching(/^id,requestedAt \(Asia\/Seoul\),/), '']);
  });
});

describe('exactly what the list shows', () => {
  test.each<[string, () => RewardRequestFilter]>([
    ['everything', () => ({})],
    ['one event', () => ({ eventId })],
    ['one user', () => ({ userId: people.USER.id })],
    ['statuses', () => ({ statuses: ['SUCCESS', 'FAILED'] })],
    ['no status', () => ({ statuses: [] })],
    ['reasons', () => ({ failureCodes: ['CONDITIONS_NOT_MET'] })],
    ['a decider', () => ({ decidedById: people.OPERATOR.id })],
    [
      'a span',
      () => ({ requestedFrom: '2026-05-31T16:30:02.123Z', requestedTo: '2026-05-31T16:30:05.123Z' }),
    ],
  ])('requests by %s, newest and oldest first', async (_what, filter) => {
    for (const reverse of [false, true]) {
      const { rewardRequests } = await people.AUDITOR.run(RewardRequestsDocument, {
        ...{ filter: filter(), first: 100, reverse },
      });
      const rows = await rowsOf(people.AUDITOR, 'requests', { filter: filter(), reverse });
      expect(rows.map(({ id }) => id)).toEqual(rewardRequests!.nodes.map(({ id }) => id));
    }
  });

  test.each([[{}], [{ types: ['COUPON' as const] }], [{ externalId: 'coupon-3-days' }]])(
    'grants by %j, newest and oldest first',
    async (filter) => {
      for (const reverse of [false, true]) {
        const { rewardGrants } = await people.AUDITOR.run(RewardGrantsDocument, {
          ...{ filter, first: 100, reverse },
        });
        const rows = await rowsOf(people.AUDITOR, 'grants', { filter, reverse });
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.map(({ id }) => id)).toEqual(rewardGrants!.nodes.map(({ id }) => id));
      }
    },
  );

  test('attendance of a user, by days, both ends included', async () => {
    const filter = { userId: people.USER.id, from: '2026-05-31', to: '2026-06-01' };
    const rows = await rowsOf(people.OPERATOR, 'attendance', { filter, reverse: true });
    expect(rows.map(({ day, user }) => [day, user])).toEqual([
      ['2026-05-31', people.USER.username],
      ['2026-06-01', people.USER.username],
    ]);
  });

  test.each<[string, (userId: string) => ActivityFilter]>([
    ['everything', () => ({})],
    ['one user', (userId) => ({ userId })],
    ['a kind', () => ({ kind: 'exported.visit' })],
    ['what counts', () => ({ voided: false })],
    ['what is voided', () => ({ voided: true })],
    ['a span', () => ({ from: '2026-05-31T15:31:00Z', to: '2026-05-31T15:33:00Z' })],
  ])('activities by %s, newest and oldest first', async (_what, filterFor) => {
    const filter = filterFor(people.USER.id);
    for (const reverse of [false, true]) {
      const { activities } = await people.AUDITOR.run(ActivitiesDocument, { filter, first: 100, reverse });
      const rows = await rowsOf(people.OPERATOR, 'activities', { filter, reverse });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map(({ id }) => id)).toEqual(activities!.edges.map(({ node }) => node.id));
    }
  });

  test('audit entries, with all that their hashes cover', async () => {
    const filter = { actions: ['createEvent', 'rejectRewardRequest'] };
    const { auditEntries } = await people.AUDITOR.run(AuditEntriesDocument, { filter, first: 100 });
    const rows = await rowsOf(people.AUDITOR, 'audit', { filter });
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.map(({ sequence, hash, previousHash }) => [Number(sequence), hash, previousHash])).toEqual(
      auditEntries!.nodes.map(({ sequence, hash, previousHash }) => [sequence, hash, previousHash]),
    );
    expect(rows[0]).toMatchObject({ actor: people.OPERATOR.username, actorRole: 'OPERATOR' });
  });
});

test('activities have what their sender reported, and the reason for which they were voided', async () => {
  const [row] = await rowsOf(people.AUDITOR, 'activities', { filter: { voided: true } });
  expect(row).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    'occurredAt (Asia/Seoul)': '2026-06-01 00:32:00.000',
    day: '2026-06-01',
    kind: 'exported.purchase',
    quantity: '5',
    source: 'shop',
    externalId: `'=1+1`,
    userId: people.USER.id,
    user: people.USER.username,
    'receivedAt (Asia/Seoul)': expect.stringMatching(/^2026-06-01 01:3/) as string,
    'voidedAt (Asia/Seoul)': expect.stringMatching(/^2026-06-01 01:3/) as string,
    voidReason: `'@refunded`,
  });
});

test('entries and requests of a backend name its service key, and no other ones do', async () => {
  const backend = await backendOf(server, ['USERS_WRITE', 'CLAIMS_WRITE']);
  const identity = { issuer: 'shop', subject: 'exported' };
  await backend.run(UpsertUsersDocument, { input: { users: [{ identity }] } });
  const { id: eventId } = await createEvent(people.OPERATOR);
  const input = { user: { identity }, eventId, idempotencyKey: 'exported' };
  await backend.ask(RequestRewardForDocument, { input });
  await people.USER.ask(RequestRewardDocument, { input: { eventId } });
  const [entry] = await rowsOf(people.AUDITOR, 'audit', { filter: { actions: ['upsertUsers'] } });
  expect(entry).toMatchObject({ actorId: '', actorRole: '', serviceKeyId: backend.keyId });
  const requests = await rowsOf(people.OPERATOR, 'requests', { filter: { eventId } });
  expect(requests.map(({ source, serviceKeyId }) => [source, serviceKeyId]).sort()).toEqual([
    ['SERVICE', backend.keyId],
    ['USER', ''],
  ]);
  for (const source of ['SERVICE', 'USER']) {
    const found = await rowsOf(people.OPERATOR, 'requests', { filter: { eventId, source } });
    expect(found.map((row) => row.source)).toEqual([source]);
  }
  expect(await rowsOf(people.OPERATOR, 'requests', { filter: { source: 'SERVICE' } })).toHaveLength(1);
  const [created] = await rowsOf(people.AUDITOR, 'audit', { filter: { actions: ['createEvent'] } });
  expect(created).toMatchObject({ serviceKeyId: '' });
});

test('a revoked payment is marked in both lists, and revoked requests can be exported alone', async () => {
  const { id: event } = await createEvent(people.OPERATOR);
  const user = await server.actor('USER');
  await claim(user, true, event);
  await claim(await server.actor('USER'), true, event);
  const [row] = await rowsOf(people.OPERATOR, 'requests', { filter: { eventId: event, userId: user.id } });
  const input = { id: row!.id!, reason: '=by mistake', idempotencyKey: 'exported' };
  await people.OPERATOR.run(RevokeRewardRequestDocument, { input });
  const requests = await rowsOf(people.OPERATOR, 'requests', { filter: { revoked: true } });
  expect(requests).toMatchObject([
    {
      ...{
        id: input.id,
        status: 'SUCCESS',
        'revokedAt (Asia/Seoul)': expect.stringMatching(/^2026-06-01 01:/) as string,
      },
      ...{
        revokedById: people.OPERATOR.id,
        revokedBy: people.OPERATOR.username,
        revokeReason: "'=by mistake",
      },
    },
  ]);
  const grants = await rowsOf(people.OPERATOR, 'grants', { filter: { eventId: event } });
  const revoked = grants.filter((row) => row['revokedAt (Asia/Seoul)'] !== '');
  expect(new Set(revoked.map(({ requestId }) => requestId))).toEqual(new Set([input.id]));
  expect(grants.length).toBe(2 * revoked.length);
});

test('the members of an audience, and what each of a payout came to', async () => {
  const byId = Object.entries(members).sort(([, a], [, b]) => (a.id < b.id ? -1 : 1));
  const audience = await rowsOf(people.AUDITOR, 'audience-members');
  expect(audience).toEqual(byId.map(([, { id, username }]) => ({ userId: id, user: username })));
  const rows = await rowsOf(people.AUDITOR, 'payout-members', { reverse: true });
  expect(rows.map(({ userId, user, outcome }) => [userId, user, outcome])).toEqual(
    [...byId].reverse().map(([outcome, { id, username }]) => [id, username, outcome]),
  );
  const requests = await rowsOf(people.AUDITOR, 'requests', { filter: { source: 'PAYOUT' } });
  expect(requests).toMatchObject([{ payoutId, userId: members.paid!.id }]);
  const paid = rows.find(({ outcome }) => outcome === 'paid');
  expect(paid).toMatchObject({ requestId: requests[0]!.id, status: 'SUCCESS' });
  expect(rows.find(({ outcome }) => outcome === 'refused')).toMatchObject({ requestId: '', status: '' });
});

test.each(['audience-members', 'payout-members'] as const)('%s of nothing are NOT_FOUND', async (name) => {
  const { status, errors } = await askExport(people.AUDITOR, name, {
    filter: { id: String(new Types.ObjectId()) },
  });
  expect([status, errors[0]?.extensions.code]).toEqual([404, 'NOT_FOUND']);
  const without = await askExport(people.AUDITOR, name);
  expect([without.status, without.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});

describe('while its rows change', () => {
  /** Three rows more than one answer of the database holds: all pending, each of another user. */
  async function pendingRows(): Promise<RewardRequest[]> {
    const [row] = await server.database.requests.find({ status: 1 }).limit(1).toArray();
    const rows = Array.from({ length: ANSWER_ROWS + 3 }, (_, n) => ({
      ...row!,
      _id: new Types.ObjectId(),
      userId: new Types.ObjectId(),
      requestedAt: new Date(Date.UTC(2025, 0, 1) + n),
      ...{ status: 0 as const, grants: [], decidedAt: null, idempotencyKey: undefined },
    }));
    await server.database.requests.insertMany(rows, { ignoreUndefined: true });
    return rows;
  }

  test.each([
    [undefined, false],
    [undefined, true],
    [[RequestStatus.PENDING, RequestStatus.SUCCESS], false],
    [[RequestStatus.PENDING, RequestStatus.SUCCESS], true],
  ])(
    'an export of the statuses %j, reversed: %s, holds each row once and loses none',
    async (statuses, reverse) => {
      const rows = await pendingRows();
      const to = new Date(Date.UTC(2025, 0, 2));
      const args = { filter: { requestedTo: to, statuses }, reverse };
      const pieces = requestsExport.pieces(args, {
        database: server.database,
        calendar: { timeZone: 'Asia/Seoul', dayStartMinute: 0 },
      });
      let text = '';
      for await (const piece of pieces) {
        const isHeader = text === '';
        text += piece;
        if (isHeader) continue;
        // Whatever was read last, and all that is to be read, is decided meanwhile.
        await server.database.requests.updateMany(
          { _id: { $in: rows.map(({ _id }) => _id) }, status: 0 },
          { $set: { status: 1 } },
        );
      }
      const ids = parse<{ id: string }>(text, { columns: true, bom: true }).map(({ id }) => id);
      const oldestFirst = rows.map(({ _id }) => _id.toHexString());
      expect(ids).toEqual(reverse ? oldestFirst : oldestFirst.reverse());
      await server.database.requests.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
    },
  );
});

describe('a filter is what the query takes, or refused', () => {
  const canary = 'k4narienvogel';
  test.each<[string, ExportName, Asked, string]>([
    ['text that is no JSON', 'requests', { search: `filter=${canary}` }, 'filter'],
    ['two filters', 'requests', { search: `filter={}&filter={"eventId":"${canary}"}` }, 'filter'],
    ['a list', 'requests', { filter: [canary] }, 'filter'],
    ['an unknown field', 'requests', { filter: { [canary]: 1 } }, 'filter'],
    ['an operator', 'requests', { filter: { eventId: { $gt: canary } } }, 'filter.eventId'],
    ['an unknown status', 'requests', { filter: { statuses: [canary] } }, 'filter.statuses.0'],
    ['no instant', 'requests', { filter: { requestedFrom: canary } }, 'filter.requestedFrom'],
    ['a NUL', 'grants', { filter: { externalId: `${canary}\u0000` } }, 'filter.externalId'],
    ['101 actions', 'audit', { filter: { actions: Array(101).fill(canary) } }, 'filter.actions'],
    ['attendance of nobody', 'attendance', {}, 'filter.userId'],
    ['attendance without a user', 'attendance', { filter: { from: '2026-06-01' } }, 'filter.userId'],
    ['no day', 'attendance', { filter: { userId: 'x', from: canary } }, 'filter.from'],
    ['a word that is no order', 'requests', { search: `reverse=${canary}` }, 'reverse'],
    ['a parameter spelt wrong', 'requests', { search: `fliter={"eventId":"${canary}"}` }, 'query'],
  ])('%s', async (_what, name, asked, path) => {
    const answer = await askExport(people.AUDITOR, name, asked);
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.errors[0]?.extensions.fields?.[0]?.path).toBe(path);
    expectCoded(answer);
    expect(answer.text).not.toContain(canary);
  });

  test('rights come before the filter', async () => {
    expect((await askExport(people.USER, 'requests', { search: 'filter=x' })).status).toBe(403);
    expect((await askExport(null, 'requests', { search: 'filter=x' })).status).toBe(401);
  });

  test('the attendance of an unknown account is NOT_FOUND', async () => {
    for (const userId of ['0'.repeat(24), 'nobody']) {
      const answer = await askExport(people.AUDITOR, 'attendance', { filter: { userId } });
      expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([404, 'NOT_FOUND']);
      expectCoded(answer);
    }
  });
});

describe('every export is in the audit chain', () => {
  async function exportsOf(actor: Actor) {
    const { auditEntries } = await people.ADMIN.run(AuditEntriesDocument, {
      filter: { actorId: actor.id, targetType: 'Export' },
    });
    return auditEntries!.nodes;
  }

  test('who, which, with which filter and order', async () => {
    const auditor = await server.actor('AUDITOR');
    await askExport(auditor, 'requests', { filter: { eventId, statuses: ['FAILED'] }, reverse: true });
    await askExport(auditor, 'audit');
    const [second, first] = await exportsOf(auditor);
    expect(first).toMatchObject({
      action: 'exportRewardRequests',
      actorRole: 'AUDITOR',
      before: null,
      after: JSON.stringify({ filter: { eventId, statuses: ['FAILED'] }, reverse: true }),
      reason: 'monthly report',
    });
    expect(second).toMatchObject({ action: 'exportAuditEntries', after: '{"filter":null,"reverse":false}' });
    const { auditVerification } = await auditor.run(AuditVerificationDocument);
    expect(auditVerification).toMatchObject({ ok: true });
  });

  test.each([
    ['without a reason', ''],
    ['with an empty one', '?reason='],
    ['with one of white space', '?reason=%20'],
    ['with a long one', `?reason=${'x'.repeat(1_001)}`],
    ['with two', '?reason=one&reason=two'],
    ['with a NUL', '?reason=monthly%00report'],
    ['in CP949', '?reason=%BF%F9%B0%A3', 'query'],
  ])('%s there is no export', async (_what, query, path = 'reason') => {
    const auditor = await server.actor('AUDITOR');
    const answer = await ask(`${server.url}/export/grants.csv${query}`, {
      headers: { authorization: `Bearer ${auditor.accessToken}` },
    });
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.errors[0]?.extensions.fields?.map((field) => field.path)).toEqual([path]);
    expect(await exportsOf(auditor)).toEqual([]);
  });

  test('the entry is there before the first byte', async () => {
    const auditor = await server.actor('AUDITOR');
    const response = await fetch(`${server.url}/export/grants.csv?reason=test`, {
      headers: { authorization: `Bearer ${auditor.accessToken}` },
    });
    const entries = await exportsOf(auditor);
    expect(entries.map(({ action }) => action)).toEqual(['exportRewardGrants']);
    await response.text();
  });

  test('what was refused is no export', async () => {
    const auditor = await server.actor('AUDITOR');
    await askExport(auditor, 'requests', { filter: { nothing: 1 } });
    await askExport(auditor, 'attendance', { filter: { userId: 'nobody' } });
    expect(await exportsOf(auditor)).toEqual([]);
  });
});
