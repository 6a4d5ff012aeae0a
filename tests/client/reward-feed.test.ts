import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createClient, type Client } from '../../clients/typescript/src/client';
import type { Failure } from '../../clients/typescript/src/failure';
import type { RewardFeedData } from '../../clients/typescript/src/operations';
import { followRewardFeed, type FeedItem, type FollowOptions } from '../../clients/typescript/src/feed';
import { RequestRewardDocument, RevokeRewardRequestDocument } from '../generated/documents';
import { renewEpoch } from '../../src/reward-feed/epoch';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { fencesOf, readDocument } from '../support/markdown';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, type Backend } from '../support/service-keys';
import { until } from '../support/until';
import { Wire } from '../support/wire';

const ROOT = join(__dirname, '..', '..');
const CLIENT = join(ROOT, 'clients', 'typescript');
const CLAIMS = 4;

let server: TestServer;
let backend: Backend;
/** All grants but the one of an imported payment. */
let grantIds: string[];
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  backend = await backendOf(server, ['GRANTS_READ', 'GRANTS_ACKNOWLEDGE']);
  const event = await createEvent(await server.actor('OPERATOR'));
  for (let n = 0; n < CLAIMS; n++) {
    const user = await server.actor('USER');
    await attend(server.database, user.id, lastDays(server.clock.now(), 3));
    await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  }
  await server.services.feedRelay.round();
  folder = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  buildClient();
  writeFileSync(
    join(folder, 'deliver.py'),
    fencesOf(readDocument('docs/guides/reward-feed.md'), /^py deliver$/)[0]!.text,
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** The package as it is installed, with its example. */
function buildClient(): void {
  const installed = join(folder, 'node_modules', '@event-reward-platform', 'client');
  mkdirSync(installed, { recursive: true });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = ['-p', join(CLIENT, 'tsconfig.esm.json'), '--outDir', join(installed, 'esm')];
  expect(spawnSync(process.execPath, [tsc, ...args], { encoding: 'utf8' }).stdout).toBe('');
  cpSync(join(CLIENT, 'package.json'), join(installed, 'package.json'));
  cpSync(join(CLIENT, 'esm', 'package.json'), join(installed, 'esm', 'package.json'));
  cpSync(join(CLIENT, 'examples', 'deliver.mjs'), join(folder, 'deliver.mjs'));
}

describe('followRewardFeed', () => {
  let wire: Wire;
  beforeEach(() => (wire = new Wire()));

  const client = () =>
    createClient({
      url: `${server.url}/graphql`,
      fetch: wire.fetch,
      headers: { authorization: `Bearer ${backend.key}` },
    });
  const follow = (options: FollowOptions = {}) => followRewardFeed(client(), { pollMs: 1, ...options });

  async function take(items: AsyncGenerator<FeedItem>, count: number): Promise<FeedItem[]> {
    const taken: FeedItem[] = [];
    while (taken.length < count) taken.push((await items.next()).value as FeedItem);
    return taken;
  }

  test('yields entries in order, and the position after each page', async () => {
    const items = follow();
    const taken = await take(items, CLAIMS + 1);
    expect(taken.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ...[1, 2, 3, 4].map((sequence) => ['entry', sequence]),
      ['position', 4],
    ]);
    await items.return();
    expect((await take(follow({ after: 3 }), 1))[0]).toMatchObject({ kind: 'entry', sequence: 4 });
  });

  test('goes on after failures that pass, and ends with those that do not', async () => {
    const failures: Failure[] = [
      { kind: 'network', code: 'UNREACHABLE', message: '', status: null, cause: null },
      { kind: 'fault', code: 'SERVICE_UNAVAILABLE', message: '', requestId: null, retryAfterSeconds: 0 },
    ];
    const rewardFeed: Client['rewardFeed'] = (variables, options) => {
      const error = failures.shift();
      if (error === undefined) return client().rewardFeed(variables, options);
      return Promise.resolve({ ok: false, error: error as Failure<RewardFeedData> });
    };
    expect((await take(followRewardFeed({ rewardFeed }), 1))[0]).toMatchObject({
      kind: 'entry',
      sequence: 1,
    });
    failures.push({ kind: 'fault', code: 'FORBIDDEN', message: '', requestId: null });
    await expect(followRewardFeed({ rewardFeed }).next()).rejects.toThrow('FORBIDDEN');
  });

  test('tells that the database was restored, and begins anew', async () => {
    const items = follow();
    const [{ epoch: former } = { epoch: '' }] = (await take(items, CLAIMS + 1)).slice(-1);
    const epoch = await renewEpoch(server.database);
    const after = [
      ['restored', 0],
      ['entry', 1],
    ];
    const shown = (all: FeedItem[]) => all.map(({ kind, sequence }) => [kind, sequence]);
    const next = await take(items, 2);
    expect(shown(next)).toEqual(after);
    expect(next.map((item) => item.epoch)).toEqual([epoch, epoch]);
    // A reader that was away meanwhile, and one whose position is beyond the restored feed.
    expect(shown(await take(follow({ after: 2, epoch: former }), 2))).toEqual(after);
    expect(shown(await take(follow({ after: 99, epoch: former }), 2))).toEqual(after);
    expect(shown(await take(follow({ after: 99, epoch }), 2))).toEqual(after);
  });

  test('ends when it is aborted, also while it waits', async () => {
    const abort = new AbortController();
    const items = follow({ after: CLAIMS, signal: abort.signal, pollMs: 600_000 });
    const next = items.next();
    await until(() => wire.sent.length > 0);
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

/** Between a program and the server: can kill the program at any moment of a call. */
interface Gate {
  readonly url: string;
  readonly server: Server;
  /** Whether the program dies when a call of this operation was received, or answered by the server, or passed on. */
  killsAt: ((operation: 'rewardFeed' | 'acknowledgeGrants', moment: Moment) => boolean) | null;
  child: ChildProcess | null;
  /** The position of the last poll: everything before it was stored. */
  after: number;
}
type Moment = 'received' | 'done' | 'answered';

async function openGate(): Promise<Gate> {
  const gate: { -readonly [Key in keyof Gate]: Gate[Key] } = {
    url: '',
    server: createServer(),
    killsAt: null,
    child: null,
    after: 0,
  };
  gate.server.on('request', (request, response) => {
    void (async () => {
      const body = await text(request);
      const operation = body.includes('acknowledgeGrants') ? 'acknowledgeGrants' : 'rewardFeed';
      const dies = (moment: Moment) => {
        if (gate.killsAt?.(operation, moment) !== true) return false;
        gate.child?.kill('SIGKILL');
        return true;
      };
      const { variables } = JSON.parse(body) as { variables: { after?: number } };
      gate.after = variables.after ?? gate.after;
      if (dies('received')) return response.destroy();
      const { authorization = '' } = request.headers;
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/graphql`, { method: 'POST', body, headers });
      const answered = await answer.text();
      if (dies('done')) return response.destroy();
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(answered, () => dies('answered'));
      return undefined;
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
  gate.url = `http://127.0.0.1:${(gate.server.address() as AddressInfo).port}/graphql`;
  return gate;
}

interface Program {
  readonly name: string;
  start(url: string, state: string): ChildProcess;
  /** Grants that were handed over, one for each time. */
  handedOver(state: string): string[];
  takenBack(state: string): string[];
}

const sql = (state: string, query: string) =>
  spawnSync(
    'python3',
    [
      '-c',
      `import sqlite3; print("\\n".join(str(r[0]) for r in sqlite3.connect("${join(state, 'items.db')}").execute("${query}")))`,
    ],
    {
      encoding: 'utf8',
    },
  )
    .stdout.split('\n')
    .filter(Boolean);

const PROGRAMS: Program[] = [
  {
    name: 'the example of the client package',
    start: (url, state) =>
      spawn(process.execPath, [join(folder, 'deliver.mjs'), state, url], {
        env: { PATH: process.env.PATH, SERVICE_KEY: backend.key },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    handedOver: (state) => readdirSync(join(state, 'handed-over')).filter((name) => !name.includes('.')),
    takenBack: (state) => readdirSync(join(state, 'taken-back')),
  },
  {
    name: 'the Python loop of the guide',
    start: (url, state) =>
      spawn('python3', [join(folder, 'deliver.py')], {
        env: {
          PATH: process.env.PATH,
          SERVICE_KEY: backend.key,
          REWARDS_URL: url,
          DATABASE: join(state, 'items.db'),
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    handedOver: (state) => sql(state, 'SELECT grant_id FROM items'),
    takenBack: (state) => sql(state, 'SELECT grant_id FROM items WHERE taken_back = 1'),
  },
];

const MOMENTS: Array<['rewardFeed' | 'acknowledgeGrants', Moment]> = [
  ['rewardFeed', 'done'],
  ['rewardFeed', 'answered'],
  ['acknowledgeGrants', 'received'],
  ['acknowledgeGrants', 'done'],
  ['acknowledgeGrants', 'answered'],
];

describe.each(PROGRAMS)('$name', (program) => {
  let gate: Gate;
  beforeAll(async () => (gate = await openGate()));
  afterAll(async () => {
    gate.server.closeAllConnections();
    await new Promise((resolve) => gate.server.close(resolve));
  });
  afterEach(() => gate.child?.kill('SIGKILL'));

  beforeEach(async () => {
    const { requests } = server.database;
    await requests.updateMany({ status: 1 }, { $unset: { 'grants.$[].delivery': true } });
    const rows = await requests.find({ status: 1 }).sort({ decidedAt: 1, _id: 1 }).toArray();
    const delivery = { state: 'DELIVERED' as const, reference: 'imported', at: new Date(), attempts: 0 };
    await requests.updateOne({ _id: rows[0]!._id }, { $set: { 'grants.0.delivery': delivery } });
    grantIds = rows.flatMap(({ grants }) => grants.map(({ id }) => String(id))).slice(1);
  });

  test.each(MOMENTS)('killed when %s was %s it hands every grant over once', async (operation, moment) => {
    const state = mkdtempSync(join(folder, 'state-'));
    gate.killsAt = (called, at) => called === operation && at === moment;
    gate.child = program.start(gate.url, state);
    const [, signal] = (await once(gate.child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');

    gate.killsAt = null;
    gate.child = program.start(gate.url, state);
    gate.after = 0;
    await until(() => gate.after === CLAIMS);
    expect(program.handedOver(state).sort()).toEqual([...grantIds].sort());
    const rows = await server.database.requests.find({ status: 1 }).toArray();
    const acknowledged = rows
      .flatMap(({ grants }) => grants)
      .map(({ id, delivery }) => [String(id), delivery?.state, delivery?.attempts]);
    expect(acknowledged.filter(([id]) => grantIds.includes(id as string))).toEqual(
      acknowledged.filter(([id]) => grantIds.includes(id as string)).map(([id]) => [id, 'DELIVERED', 1]),
    );
  });
});

test.each(PROGRAMS)('$name takes back what was revoked, and never hands it over again', async (program) => {
  const { requests } = server.database;
  await requests.updateMany({ status: 1 }, { $unset: { 'grants.$[].delivery': true } });
  const row = (await requests.findOne({ status: 1, revokedAt: null }))!;
  const grants = row.grants.map(({ id }) => String(id)).sort();
  const gate = await openGate();
  const [before, after] = [mkdtempSync(join(folder, 'state-')), mkdtempSync(join(folder, 'state-'))];
  try {
    gate.child = program.start(gate.url, before);
    await until(() => gate.after >= CLAIMS);
    expect(program.handedOver(before)).toEqual(expect.arrayContaining(grants));
    const input = { id: row._id.toHexString(), reason: 'by mistake', idempotencyKey: program.name };
    await (await server.actor('OPERATOR')).run(RevokeRewardRequestDocument, { input });
    await server.services.feedRelay.round();
    const { _id: tail } = (await server.database.rewardFeed.findOne({}, { sort: { _id: -1 } }))!;
    await until(() => gate.after === tail);
    expect(program.takenBack(before).sort()).toEqual(grants);
    gate.child.kill('SIGKILL');

    // Another item server, which begins at the start.
    await requests.updateMany({ status: 1 }, { $unset: { 'grants.$[].delivery': true } });
    gate.after = 0;
    gate.child = program.start(gate.url, after);
    await until(() => gate.after === tail);
    expect(program.handedOver(after).filter((id) => grants.includes(id))).toEqual([]);
    expect(program.takenBack(after)).toEqual([]);
  } finally {
    gate.child?.kill('SIGKILL');
    gate.server.closeAllConnections();
    await new Promise((resolve) => gate.server.close(resolve));
  }
});
