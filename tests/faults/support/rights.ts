import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import {
  AdjustRewardStockDocument,
  ChangePasswordDocument,
  ChangeUserRoleDocument,
  LoginDocument,
  LogoutDocument,
  SetUserDisabledDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';
import { startServerProcesses, type ServerProcess } from '../../support/server-process';
import { until } from '../../support/until';

/** So many write at the same time, each on an event of its own. */
const WRITERS = 16;

/** Ends what the operator may do, by a call to the server at `url`. */
interface Ending {
  readonly name: string;
  /** What the operator is told from then on. */
  readonly code: 'FORBIDDEN' | 'UNAUTHENTICATED';
  readonly end: (operator: Actor, admin: Client, url: () => string) => Promise<unknown>;
}

async function anotherLogin({ username, password }: Actor, url: () => string): Promise<Client> {
  const client = new Client(url);
  const { login } = await client.run(LoginDocument, { input: { username, password } });
  client.accessToken = login!.tokens.accessToken;
  return client;
}

export const ENDINGS: readonly Ending[] = [
  {
    name: 'a demotion',
    code: 'FORBIDDEN',
    end: ({ id }, admin) => admin.run(ChangeUserRoleDocument, { input: { userId: id, role: 'USER' } }),
  },
  {
    name: 'disabling the account',
    code: 'UNAUTHENTICATED',
    end: ({ id }, admin) => admin.run(SetUserDisabledDocument, { input: { userId: id, disabled: true } }),
  },
  {
    name: 'a password change in another login',
    code: 'UNAUTHENTICATED',
    end: async (operator, _admin, url) =>
      (await anotherLogin(operator, url)).run(ChangePasswordDocument, {
        input: { currentPassword: operator.password, newPassword: 'another password of the tests' },
      }),
  },
  {
    name: 'a logout everywhere in another login',
    code: 'UNAUTHENTICATED',
    end: async (operator, _admin, url) =>
      (await anotherLogin(operator, url)).run(LogoutDocument, { input: { everywhere: true } }),
  },
];

/** An operator who writes all the time on three servers while a fourth ends what he may do. */
export class RightsTrial {
  /** Makes accounts and reads rows. */
  private home!: TestServer;
  private first!: ServerProcess;
  private others!: ServerProcess[];
  private admin!: Client;
  private rewardIds!: string[];

  async prepare(): Promise<void> {
    this.home = await startTestServer({ now: new Date().toISOString() });
    const servers = await startServerProcesses(4, this.home.mongodbUri);
    [this.first, ...this.others] = servers as [ServerProcess, ...ServerProcess[]];
    this.admin = new Client(() => this.first.url, (await this.home.actor('ADMIN')).accessToken);
    const maker = await this.home.actor('OPERATOR');
    const item = { type: 'ITEM' as const, name: 'Mug', stock: 1 };
    const events = await Promise.all(
      Array.from({ length: WRITERS }, () => createEvent(maker, { rewards: [item] })),
    );
    this.rewardIds = events.map(({ rewards }) => rewards[0]!.id);
  }

  async close(): Promise<void> {
    await Promise.all([this.first, ...this.others].map((server) => server.end()));
    await this.home.close();
  }

  /**
   * @param count how many writes there are at least: they go on until some were sent after the acknowledgement
   * @returns how many there were, how many were done, and how many were sent after the acknowledgement
   */
  async run({ code, end }: Ending, count: number): Promise<{ writes: number; done: number; late: number }> {
    const operator = await this.home.actor('OPERATOR');
    const writes: Array<{ sentAt: number; code: string | null }> = [];
    let sent = 0;
    let sentLate = 0;
    let acknowledgedAt = Infinity;
    const writers = this.rewardIds.map(async (id) => {
      while (sent < count || sentLate < WRITERS) {
        const { url } = this.others[sent % this.others.length]!;
        sent += 1;
        const sentAt = performance.now();
        if (sentAt > acknowledgedAt) sentLate += 1;
        const input = { id, delta: 1, reason: 'more', idempotencyKey: randomUUID() };
        const { errors } = await new Client(() => url, operator.accessToken).ask(AdjustRewardStockDocument, {
          input,
        });
        writes.push({ sentAt, code: errors[0]?.extensions.code ?? null });
      }
    });
    await until(() => sent > count / 4);
    try {
      await end(operator, this.admin, () => this.first.url);
      acknowledgedAt = performance.now();
    } finally {
      if (acknowledgedAt === Infinity) sentLate = WRITERS;
    }
    await Promise.all(writers);

    const codesOf = (some: typeof writes) => [...new Set(some.map((write) => write.code))];
    const late = writes.filter(({ sentAt }) => sentAt > acknowledgedAt);
    expect(codesOf(late)).toEqual([code]);
    expect([null, code]).toEqual(expect.arrayContaining(codesOf(writes)));
    // What was done is what was acknowledged: nothing was written behind a refusal.
    const actorId = new Types.ObjectId(operator.id);
    const entries = { actorId, action: 'adjustRewardStock' };
    const done = writes.filter((write) => write.code === null).length;
    expect(await this.home.database.auditEntries.countDocuments(entries)).toBe(done);
    return { writes: writes.length, done, late: late.length };
  }
}
