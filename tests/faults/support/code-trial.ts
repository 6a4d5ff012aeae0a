import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../../src/app';
import { systemClock } from '../../../src/clock';
import { readConfig } from '../../../src/config';
import { checkInvariants } from '../../../src/invariants/invariants';
import { createLog } from '../../../src/log';
import { RequestRewardForDocument } from '../../generated/documents';
import { actorOf } from '../../support/actors';
import { TEST_SECRETS_KEY } from '../../support/child-environment';
import { Client } from '../../support/client';
import { codesFrom, createPoolEvent, readCodes } from '../../support/codes';
import { TEST_FOLDER_PREFIX } from '../../support/mongod';
import { runCommand, type Ended } from '../../support/run-command';
import { freshDatabaseUri } from '../../support/server';
import { startServerProcess, type ServerProcess } from '../../support/server-process';
import { backendOf, type Backend } from '../../support/service-keys';
import { until } from '../../support/until';
import { newWinners } from '../../support/winners';

export const BINDING = [
  'claim.inserted',
  'codes.read',
  'codes.bound',
  'feed.appended',
  'feed.settled',
] as const;
const IMPORT = ['codeImport.stored', 'codeImport.added'] as const;
const JWT_SECRET = 'a secret of the tests that is long enough';
const NEW_KEY = randomBytes(32).toString('base64');
/** What the servers have; they encrypt by the key that is rotated. */
const BOTH_KEYS = { SECRETS_KEY: TEST_SECRETS_KEY, SECRETS_KEYS_PREVIOUS: NEW_KEY };

interface Size {
  readonly codes: number;
  readonly winners: number;
  /** The steps of binding at which a server is killed, in this order. */
  readonly binding: ReadonlyArray<(typeof BINDING)[number]>;
}

/**
 * A pool that is imported by commands that are killed at each step, while winners claim on four servers, one of which is
 * always about to kill itself at a step of binding; SECRETS_KEY is rotated meanwhile.
 */
export class CodeTrial {
  private readonly uri = freshDatabaseUri();
  private readonly folder = mkdtempSync(join(tmpdir(), TEST_FOLDER_PREFIX));
  private app!: App;
  private servers: ServerProcess[] = [];
  private shop!: Backend;
  private secrets: Record<string, string> = { SECRETS_KEY: TEST_SECRETS_KEY };

  constructor(private readonly size: Size) {}

  async prepare(): Promise<void> {
    const config = readConfig({
      ...{ NODE_ENV: 'test', PORT: '0', RATE_LIMIT: 'off', MONGODB_URI: this.uri, JWT_SECRET },
      SECRETS_KEY: TEST_SECRETS_KEY,
    });
    this.app = await createApp({
      config,
      clock: systemClock,
      log: createLog('silent', false),
      mongodbUri: this.uri,
    });
    await this.app.listen();
    this.servers = await Promise.all(Array.from({ length: 3 }, () => this.start()));
    const clock = { now: systemClock } as never;
    this.shop = await backendOf({ services: this.app.services, clock, url: '' }, ['CLAIMS_WRITE']);
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end('SIGKILL')));
    await this.app.database.connection.dropDatabase();
    await this.app.close();
    rmSync(this.folder, { recursive: true });
  }

  async run(): Promise<Record<string, number>> {
    const operator = await actorOf(
      this.app,
      { now: systemClock } as never,
      () => this.servers[0]!.url,
      'OPERATOR',
    );
    const { id, poolId } = await createPoolEvent(operator);
    const codes = codesFrom('trial', this.size.codes);
    const file = join(this.folder, 'codes.txt');
    // A bad row in the middle, and a code that is there twice.
    const rows = [...codes.slice(0, 5), '', ...codes.slice(5), codes[0]!, 'x'.repeat(201)];
    writeFileSync(file, rows.join('\r\n'));
    const users = await newWinners(this.app, this.size.winners);

    let kills = 0;
    const imported = async (point?: (typeof IMPORT)[number]) => {
      const ended = await this.importFile(poolId, file, point);
      if (point !== undefined) {
        expect({ point, ...ended }).toMatchObject({ code: null });
        kills += 1;
      }
      await this.requireSound();
      return ended;
    };
    for (const point of IMPORT) await imported(point);
    const importing = (async () => {
      for (const point of IMPORT) await imported(point);
      await this.rotate();
      // The rest, by two at once.
      const ended = await Promise.all([imported(), imported()]);
      for (const { code, stderr } of ended) expect({ code, stderr }).toMatchObject({ code: 1 });
    })();
    const winning = (async () => {
      const { binding } = this.size;
      const share = Math.ceil(users.length / binding.length);
      for (const [round, point] of binding.entries()) {
        const armed = await this.start({ TEST_FAULT_POINT: `${point}:SIGKILL` });
        const died = once(armed.child, 'exit');
        this.servers.push(armed);
        await this.claimAll(users.slice(round * share, (round + 1) * share), id);
        await died;
        expect({ point, signal: armed.child.signalCode }).toEqual({ point, signal: 'SIGKILL' });
        this.servers.splice(this.servers.indexOf(armed), 1);
        kills += 1;
      }
    })();
    await Promise.all([importing, winning]);

    const { database } = this.app;
    await until(async () => (await database.requests.countDocuments({ due: 'codes' })) === 0);
    const { byRequest, free } = await readCodes(this.app, poolId);
    expect(byRequest.size).toBe(users.length);
    expect([...byRequest.values(), ...free].sort()).toEqual([...codes].sort());
    expect(await database.requests.countDocuments({ status: 1 })).toBe(users.length);
    const again = await imported();
    expect(again.stdout).toContain(`0 added, ${codes.length} there already, 2 refused`);
    await until(async () => (await database.events.countDocuments({ 'holds.0': { $exists: true } })) === 0);
    const event = await database.events.findOne({ 'rewards.codePool': true });
    expect(event!.rewards[0]).toMatchObject({
      stock: codes.length,
      remaining: codes.length - users.length,
    });
    expect(free).toHaveLength(codes.length - users.length);
    await this.requireSound();
    return { codes: codes.length, winners: users.length, kills };
  }

  private importFile(poolId: string, file: string, point?: string): Promise<Ended> {
    return runCommand('cli.js', ['import-codes', file, '--reward', poolId], {
      env: {
        ...{ NODE_ENV: 'test', MONGODB_URI: this.uri, JWT_SECRET },
        ...this.secrets,
        ...(point !== undefined && { TEST_FAULT_POINT: `${point}:SIGKILL` }),
      },
    });
  }

  /** Servers have both keys all the time, as docs/deploy.md says; commands have the new one alone after it. */
  private async rotate(): Promise<void> {
    this.secrets = { SECRETS_KEY: NEW_KEY, SECRETS_KEYS_PREVIOUS: TEST_SECRETS_KEY };
    const { code } = await runCommand('cli.js', ['rotate-secrets-key'], {
      env: { NODE_ENV: 'test', MONGODB_URI: this.uri, JWT_SECRET, ...this.secrets },
    });
    expect(code).toBe(0);
    this.secrets = { SECRETS_KEY: NEW_KEY };
  }

  private start(faults: Record<string, string> = {}): Promise<ServerProcess> {
    return startServerProcess({ MONGODB_URI: this.uri, ...BOTH_KEYS, ...faults });
  }

  /** Each user until a server says that the request is paid; a key for each attempt that was answered. */
  private async claimAll(users: readonly string[], eventId: string): Promise<void> {
    const waiting = [...users];
    let turn = 0;
    const worker = async () => {
      for (let userId = waiting.pop(); userId !== undefined; userId = waiting.pop()) {
        for (let key = 0; ;) {
          const { url } = this.servers[turn++ % this.servers.length]!;
          const answer = await new Client(() => url, this.shop.key)
            .ask(RequestRewardForDocument, {
              input: { user: { id: userId }, eventId, idempotencyKey: `win-${key}` },
            })
            .catch(() => null);
          const request = answer?.data?.requestRewardFor?.request;
          if (request?.status === 'SUCCESS') break;
          // Sold out: more codes are being imported.
          if (request?.status === 'FAILED') key += 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };
    await Promise.all(Array.from({ length: 64 }, worker));
  }

  private async requireSound(): Promise<void> {
    expect((await checkInvariants(this.app.database)).filter(({ ok }) => !ok)).toEqual([]);
  }
}
