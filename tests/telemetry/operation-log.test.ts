import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Batcher } from '../../src/database/batcher';
import type { Log } from '../../src/log';
import { countCalls, noteDatabaseCall } from '../../src/telemetry/shared-work';
import { EventsDocument, RequestRewardDocument, UpsertUsersDocument } from '../generated/documents';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { post } from '../support/http';
import { namedRowsOf, readDocument } from '../support/markdown';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';

interface Line {
  readonly msg: string;
  readonly level: number;
  readonly requestId: string;
  readonly kind: string | null;
  readonly operation: string;
  readonly role: string | null;
  readonly userId?: string;
  readonly serviceKeyId?: string;
  readonly status: number;
  readonly leftOut?: number;
  readonly codes?: string[];
  readonly ms: number;
  readonly databaseCalls?: number;
}

const lines: Line[] = [];
/** What all tests of this file left. */
const everyLine: Line[] = [];

function listening(level: string): Log {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = JSON.parse(chunk.toString()) as Line;
      lines.push(line);
      everyLine.push(line);
      done();
    },
  });
  return pino({ level }, sink);
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ log: listening('info') });
});
afterAll(() => server.close());
beforeEach(() => lines.splice(0));

const operations = () => lines.filter(({ msg }) => msg === 'operation');

test('an operation is one line: fields, role, time, and the request id that the client was told', async () => {
  const user = await server.actor('USER');
  lines.splice(0);
  const query = 'query Mine { me { id } ...Lists }  fragment Lists on Query { events { nodes { id } } }';
  const { headers } = await post(server.url, { query }, { authorization: `Bearer ${user.accessToken}` });
  expect(operations()).toEqual([
    expect.objectContaining({
      requestId: headers.get('x-request-id'),
      kind: 'query',
      operation: 'me,events',
      role: 'USER',
      userId: user.id,
      status: 200,
      ms: expect.any(Number),
    }),
  ]);
  expect(operations()[0]).not.toHaveProperty('codes');
});

test('the account is named by its id, also where it was not judged, and never by its name', async () => {
  const user = await server.actor('USER');
  lines.splice(0);
  await user.send('{ nothing }');
  await user.send('{ serverInfo { version } }');
  await server.anonymous.send('{ nothing }');
  expect(operations().map(({ userId, status }) => [userId, status])).toEqual([
    [user.id, 400],
    [user.id, 200],
    [undefined, 400],
  ]);
  expect(JSON.stringify(lines)).not.toContain(user.username);
});

test('a service key is named by its id and SERVICE_KEY, once it was verified', async () => {
  const backend = await backendOf(server, ['USERS_WRITE']);
  lines.splice(0);
  const identity = { issuer: 'http://not-a-label', subject: '1' };
  await backend.ask(UpsertUsersDocument, { input: { users: [{ identity }] } });
  await backend.send('{ me { id } }');
  await backend.send('{ nothing }');
  await new Client(() => server.url, backend.key.slice(0, -1)).send('{ serverInfo { version } }');
  expect(operations().map(({ role, serviceKeyId, codes }) => [role, serviceKeyId, codes])).toEqual([
    ['SERVICE_KEY', backend.keyId, ['ISSUER_NOT_ALLOWED']],
    ['SERVICE_KEY', backend.keyId, ['FORBIDDEN']],
    [null, undefined, ['GRAPHQL_VALIDATION_FAILED']],
    [null, undefined, ['INVALID_SERVICE_KEY']],
  ]);
  expect(JSON.stringify(lines)).not.toContain(backend.key.slice(-43));
});

test('anonymous callers cause 20 lines of refused documents in 10 s, and one that counts the others', async () => {
  const other = await startTestServer({ log: listening('info') });
  lines.splice(0);
  // All at once: one after another they could take longer than 10 s on a busy machine.
  await Promise.all(Array.from({ length: 30 }, () => other.anonymous.send('{ nothing }')));
  await other.anonymous.send('{ serverInfo { version } }');
  expect(operations().filter(({ codes }) => codes)).toHaveLength(20);
  expect(operations().filter(({ codes }) => !codes)).toHaveLength(1);
  // It would be written at the end of the 10 s; the end of the server comes first.
  await other.close();
  expect(lines.flatMap(({ leftOut = [] }) => leftOut)).toEqual([10]);
});

test('faults and refusals are told by their codes, also when the client did not ask for userErrors', async () => {
  const user = await server.actor('USER');
  const { id } = await createEvent(await server.actor('OPERATOR'));
  lines.splice(0);
  await user.ask(RequestRewardDocument, { input: { eventId: id } });
  await user.send(
    'mutation ($input: RequestRewardInput!) { requestReward(input: $input) { request { id } } }',
    {
      input: { eventId: id },
    },
  );
  await user.send('{ users { nodes { id } } }');
  await server.anonymous.ask(EventsDocument, {});
  expect(operations().map(({ operation, role, codes }) => [operation, role, codes])).toEqual([
    ['requestReward', 'USER', ['CONDITIONS_NOT_MET']],
    ['requestReward', 'USER', ['CONDITIONS_NOT_MET']],
    ['users', 'USER', ['FORBIDDEN']],
    ['events', 'ANONYMOUS', ['UNAUTHENTICATED']],
  ]);
});

test('what a client wrote is in no line, and what is no operation has none', async () => {
  const word = 'canary';
  await server.anonymous.send(`query ${word} { serverInfo { ${word} } }`);
  await server.anonymous.send(`query ${word} { ${word}: serverInfo { version } }`, { [word]: word });
  await server.anonymous.send(word);
  await post(server.url, `{"query": ${word}`);
  expect(JSON.stringify(lines)).not.toContain(word);
  expect(operations().map(({ operation, codes }) => [operation, codes])).toEqual([
    ['', ['GRAPHQL_VALIDATION_FAILED']],
    ['serverInfo', undefined],
    ['', ['GRAPHQL_PARSE_FAILED']],
  ]);
});

test('each line counts the database calls that the operation waited for', async () => {
  const user = await server.actor('USER');
  const { id } = await createEvent(await server.actor('OPERATOR'));
  const claim = () => user.ask(RequestRewardDocument, { input: { eventId: id } });
  lines.splice(0);
  await claim();
  // Base facts and the newest row, then the days that count; one insert.
  expect(operations()[0]?.databaseCalls).toBe(4);
  await server.anonymous.send('{ serverInfo { version } }');
  expect(operations()[1]?.databaseCalls).toBe(0);
});

test.each(['docs/operations.md', 'docs/operations.ko.md'])(
  '%s names every field of the line',
  async (path) => {
    const user = await server.actor('USER');
    lines.splice(0);
    await user.send('{ me { id id id id } }');
    await user.send('{ me { id } }');
    await (await backendOf(server, ['USERS_WRITE'])).send('{ serverInfo { version } }');
    const line = Object.assign({}, ...operations()) as Line;
    const ofEveryLine = ['level', 'time', 'pid', 'hostname', 'msg'];
    const fields = Object.keys(line).filter((field) => !ofEveryLine.includes(field));
    const [, log = ''] = readDocument(path).split(/^## /m);
    const rows = namedRowsOf(log).map(([name = '']) => name.slice(1, -1));
    expect(rows.sort()).toEqual(fields.sort());
  },
);

test('calls that a batch makes count in full for each who waits for it', async () => {
  const batcher = new Batcher<number, number>(
    async (items) => {
      noteDatabaseCall();
      await Promise.resolve();
      noteDatabaseCall();
      return items;
    },
    { name: 'stock', maxInFlight: 1 },
  );
  const [one, two, none] = [1, 2, 3].map(() => ({ databaseCalls: 0 }));
  await Promise.all([
    countCalls(one!, () => batcher.add(1)),
    countCalls(two!, () => batcher.add(2)),
    batcher.add(3),
  ]);
  await countCalls(two!, () => batcher.add(4));
  expect([one, two, none]).toEqual([{ databaseCalls: 2 }, { databaseCalls: 4 }, { databaseCalls: 0 }]);
});

test('nothing of all this is at ERROR: that is for what nobody foresaw', () => {
  expect(everyLine.length).toBeGreaterThan(20);
  expect(everyLine.filter(({ level }) => level >= 50)).toEqual([]);
});
