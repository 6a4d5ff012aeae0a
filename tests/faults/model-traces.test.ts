import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Types } from 'mongoose';
import type { FaultPoint } from '../../src/fault-points';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  ApproveRewardRequestDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
} from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { Client } from '../support/client';
import { createEvent, type CreatedEvent } from '../support/events';
import { TEST_FOLDER_PREFIX } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { settled } from './support/checker';
import { Cluster } from './support/cluster';

/** Traces of spec/replay.qnt, and how many acts each has. */
const TRACES = 50;
const ACTS = 5;
const AT_A_TIME = 4;
const SETTLE_LIMIT_MS = 30_000;
const USERS = ['u1', 'u2', 'u3'];

/** A state of the model as Quint writes it, in the Informal Trace Format. */
interface ModelState {
  readonly act: { readonly kind: string; readonly user: string; readonly point: FaultPoint | 'none' };
  readonly manual: boolean;
  readonly soldOut: Int;
  readonly owners: Table<string>;
  readonly state: {
    readonly remaining: Int;
    readonly rows: Table<ModelRow>;
  };
}
interface ModelRow {
  readonly status: { readonly tag: string };
  readonly revoked: boolean;
}
interface Int {
  readonly '#bigint': string;
}
interface Table<T> {
  readonly '#map': ReadonlyArray<readonly [Int, T]>;
}

/** What is compared: of the event the units that are left, of each user what the rows are. */
interface Outcome {
  readonly remaining: number;
  readonly soldOut: number;
  readonly rows: Record<string, string[]>;
}

const isTombstone = (row: ModelRow) => row.status.tag === 'Tombstone';
const intOf = (value: Int) => Number(value['#bigint']);

let server: TestServer;
let cluster: Cluster;
let operator: Actor;

beforeAll(async () => {
  // Server processes work on the same database, by the real time.
  server = await startTestServer({ now: new Date().toISOString() });
  cluster = new Cluster(server.mongodbUri);
  await cluster.start();
  operator = await server.actor('OPERATOR');
});
afterAll(async () => {
  const codes = await cluster.end();
  await server.close();
  expect(codes).toEqual([0]);
});

test(`servers that are killed at the steps of ${TRACES} traces leave what the model leaves`, async () => {
  const traces = await simulate();
  expect(traces).toHaveLength(TRACES);
  const waiting = traces.entries();
  const counts = { acts: 0, kills: 0, tombstones: 0 };
  const worker = async () => {
    for (const [place, trace] of waiting) {
      const replay = await Replay.start(trace[0]!);
      for (const { act, ...after } of trace.slice(1)) {
        await replay.do(act);
        counts.acts += 1;
        if (act.point !== 'none') counts.kills += 1;
        expect({ place, act, ...(await replay.outcome()) }).toEqual({ place, act, ...expected(after) });
      }
      counts.tombstones += trace.at(-1)!.state.rows['#map'].filter(([, row]) => isTombstone(row)).length;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  expect(counts.acts).toBeGreaterThan(TRACES);
  expect(counts.kills).toBeGreaterThan(TRACES);
  // They name neither user nor event.
  expect(counts.tombstones).toBeGreaterThan(0);
  expect(await server.database.requests.countDocuments({ tombstone: true })).toBe(counts.tombstones);
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

/** @returns the states of each trace */
async function simulate(): Promise<ModelState[][]> {
  const folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  try {
    await promisify(execFile)(process.execPath, [
      require.resolve('@informalsystems/quint/dist/src/cli.js'),
      ...[
        'run',
        join(__dirname, '../../spec/replay.qnt'),
        '--backend=typescript',
        '--verbosity=0',
        '--seed=1',
      ],
      ...[`--max-samples=${TRACES}`, `--n-traces=${TRACES}`, `--max-steps=${ACTS}`, '--invariant=safe'],
      ...['--out-itf', join(folder, '{seq}.itf.json')],
    ]);
    const files = (await readdir(folder)).sort();
    return await Promise.all(
      files.map(async (file) => {
        const { states } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { states: ModelState[] };
        return states;
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function expected({ state, soldOut, owners }: Omit<ModelState, 'act'>): Outcome {
  const ownerOf = new Map(owners['#map'].map(([id, user]) => [intOf(id), user]));
  const rows: Record<string, string[]> = Object.fromEntries(USERS.map((user) => [user, []]));
  for (const [id, row] of state.rows['#map']) {
    if (!isTombstone(row)) rows[ownerOf.get(intOf(id))!]!.push(row.revoked ? 'Revoked' : row.status.tag);
  }
  for (const list of Object.values(rows)) list.sort();
  return { remaining: intOf(state.remaining), soldOut: intOf(soldOut), rows };
}

/** An event of its own, with users of its own. */
class Replay {
  private constructor(
    private readonly event: CreatedEvent,
    private readonly users: ReadonlyMap<string, Actor>,
  ) {}

  static async start({ manual, state }: ModelState): Promise<Replay> {
    const event = await createEvent(operator, {
      payout: manual ? 'MANUAL' : 'AUTO',
      rewards: [{ type: 'ITEM', name: 'Mug', stock: intOf(state.remaining) }],
    });
    const users = new Map<string, Actor>();
    for (const name of USERS) {
      const user = await server.actor('USER');
      await attend(server.database, user.id, lastDays(new Date(), 3));
      users.set(name, user);
    }
    return new Replay(event, users);
  }

  /** On a server that kills itself at the point, if the act has one; then until others have settled what it left. */
  async do({ kind, user, point }: ModelState['act']): Promise<void> {
    const armed = point === 'none' ? null : await cluster.start({ point, signal: 'SIGKILL' });
    // A caller of its own for this act: its connection ends with that server.
    const at = (actor: Actor) => {
      const client = new Client(() => armed?.url ?? server.url);
      client.accessToken = actor.accessToken;
      return client;
    };
    const actor = this.users.get(user)!;
    const answer = this.ask(kind, actor, at(kind === 'claim' ? actor : operator)).catch((error: unknown) => {
      if (armed === null) throw error;
    });
    if (armed !== null) {
      await cluster.died(armed);
      expect(armed.child.signalCode).toBe('SIGKILL');
    }
    await answer;
    await settled(server.database, SETTLE_LIMIT_MS);
  }

  private async ask(kind: string, actor: Actor, client: Client): Promise<unknown> {
    // Refused where no unit is left: the rows tell.
    if (kind === 'claim') return client.ask(RequestRewardDocument, { input: { eventId: this.event.id } });
    const status = kind === 'revoke' ? 1 : 0;
    const row = await server.database.requests.findOne({ userId: new Types.ObjectId(actor.id), status });
    const id = row!._id.toHexString();
    if (kind === 'approve') return client.run(ApproveRewardRequestDocument, { input: { id } });
    if (kind === 'reject') return client.run(RejectRewardRequestDocument, { input: { id, reason: 'no' } });
    return client.run(RevokeRewardRequestDocument, {
      input: { id, reason: 'by mistake', returnStock: true, idempotencyKey: id },
    });
  }

  async outcome(): Promise<Outcome> {
    const stored = await server.database.events.findOne({ _id: new Types.ObjectId(this.event.id) });
    const rows: Record<string, string[]> = {};
    let soldOut = 0;
    for (const [name, { id }] of this.users) {
      const found = await server.database.requests.find({ userId: new Types.ObjectId(id) }).toArray();
      const isSoldOut = (row: (typeof found)[number]) => row.failureCode === 'OUT_OF_STOCK';
      soldOut += found.filter(isSoldOut).length;
      rows[name] = found
        .filter((row) => !isSoldOut(row))
        .map(({ revokedAt, status }) => {
          return revokedAt === undefined ? ['Pending', 'Success', 'Failed'][status]! : 'Revoked';
        })
        .sort();
    }
    return { remaining: stored!.rewards[0]!.remaining!, soldOut, rows };
  }
}
