import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Types } from 'mongoose';
import { verifyChain } from '../../../src/audit/verification';
import type { FaultPoint } from '../../../src/fault-points';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  EraseUserDocument,
  RequestRewardDocument,
  SealProofDocument,
  StartPayoutDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { insertUsers, sealedAudience } from '../../support/audiences';
import { Client } from '../../support/client';
import { ATTENDED, makeErasable, placesOf } from '../../support/erasable';
import { createEvent } from '../../support/events';
import { payoutSettled } from '../../support/payouts';
import { sealNow } from '../../support/seals';
import { freshDatabaseUri, startTestServer, type TestServer } from '../../support/server';
import { startServerProcess, startServerProcesses, type ServerProcess } from '../../support/server-process';
import { until } from '../../support/until';

/** Erasures on server processes, of which one is killed, beside what the person and staff do at the same time. */
export class ErasureTrial {
  private readonly uri = freshDatabaseUri();
  private readonly armed: ServerProcess[] = [];
  /** Makes accounts and reads rows. */
  private home!: TestServer;
  private others!: ServerProcess[];
  private admin!: Actor;
  private operator!: Actor;

  /** @param servers beside the one that is killed */
  constructor(private readonly servers = 3) {}

  async prepare(): Promise<void> {
    [this.home, this.others] = await Promise.all([
      startTestServer({ mongodbUri: this.uri, now: 'system' }),
      startServerProcesses(this.servers, this.uri),
    ]);
    [this.admin, this.operator] = [await this.home.actor('ADMIN'), await this.home.actor('OPERATOR')];
  }

  async close(): Promise<void> {
    await Promise.all([...this.armed, ...this.others].map((server) => server.end('SIGKILL')));
    await this.home.close();
  }

  /** Kills the server of an erasure at a step. */
  async kill(point: FaultPoint): Promise<void> {
    const { home, operator, admin, others } = this;
    const world = await makeErasable(home, operator, admin);
    const { user, userId, pendingId, secrets, requestIds } = world;
    const open = await createEvent(operator, { conditions: ATTENDED });
    const paidOut = await createEvent(operator, { conditions: ATTENDED });
    const members = [user.id, ...(await insertUsers(home.app, 20, new Date()))];
    const audienceId = await sealedAudience(operator, home.app, members, `The members of ${point}`);
    await sealNow(home);
    const before = await this.kept(requestIds);

    const dying = await startServerProcess({ MONGODB_URI: this.uri, TEST_FAULT_POINT: `${point}:SIGKILL` });
    this.armed.push(dying);
    const ended = once(dying.child, 'exit');
    const input = { userId: user.id, reason: 'erase me please' };
    const other = (n: number) => others[n % others.length]!;
    const as = (actor: Actor, { url }: ServerProcess) => new Client(() => url, actor.accessToken);
    const [, , , , started] = await Promise.allSettled([
      as(admin, dying).run(EraseUserDocument, { input }),
      as(user, other(0)).ask(RequestRewardDocument, {
        input: { eventId: open.id, idempotencyKey: `late-${randomUUID()}` },
      }),
      as(user, other(1)).ask(CheckAttendanceDocument),
      as(operator, other(2)).ask(ApproveRewardRequestDocument, { input: { id: pendingId } }),
      as(operator, other(0)).run(StartPayoutDocument, {
        input: { eventId: paidOut.id, audienceId, reason: 'An outage', idempotencyKey: randomUUID() },
      }),
    ]);
    await ended;
    expect(dying.child.signalCode).toBe('SIGKILL');
    if (started.status === 'rejected') throw started.reason;
    // A server that was killed before it marked the account has erased nobody.
    await as(admin, other(0)).run(EraseUserDocument, { input });
    await payoutSettled(operator, started.value.startPayout!.payout!.id);
    await this.swept(userId);
    await this.swept(userId);
    const { services } = home;
    await services.feedRelay.round();

    expect(await placesOf(home.database, secrets)).toEqual([]);
    expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
    expect(await verifyChain(home.database, new Date())).toMatchObject({ ok: true });
    const entries = { targetId: userId, action: 'eraseUser' };
    expect(await home.database.auditEntries.countDocuments(entries)).toBe(1);
    expect(await this.kept(requestIds)).toEqual(before);
  }

  /** What any server does a minute later, and then daily. */
  private async swept(_id: Types.ObjectId): Promise<void> {
    const { users } = this.home.database;
    await until(async () => {
      const row = await users.findOne({ _id });
      return row!.erasure !== undefined && row!.erasure.nextAt > row!.erasedAt!;
    });
    const now = new Date();
    await users.updateOne({ _id }, { $set: { 'erasure.nextAt': now } });
    await until(async () => (await users.findOne({ _id }))!.erasure!.nextAt > now);
  }

  /** What was paid, and the proofs of it. */
  private async kept(requestIds: readonly string[]) {
    const { database } = this.home;
    const kept = [];
    for (const requestId of requestIds) {
      const row = await database.requests.findOne({ _id: new Types.ObjectId(requestId) });
      const { sealProof } = await this.admin.run(SealProofDocument, { requestId });
      kept.push({ status: row!.status, grants: row!.grants, sealProof });
    }
    return kept;
  }
}
