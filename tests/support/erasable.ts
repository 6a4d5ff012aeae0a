import { createHash } from 'node:crypto';
import { Types, type mongo } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { COLLECTION } from '../../src/rate-limits/rate-limits';
import {
  AddStaffNoteDocument,
  ApproveRewardRequestDocument,
  CheckAttendanceDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  SetUserDisabledDocument,
  VoidActivitiesByStaffDocument,
} from '../generated/documents';
import { recordAll, report } from './activities';
import type { Actor } from './actors';
import { createPoolEvent, importCodes } from './codes';
import { createEvent } from './events';
import type { TestServer } from './server';

export const ATTENDED = [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }];
const rewards = [{ type: 'ITEM' as const, name: 'Cup', quantity: 1, stock: 10 }];
let worlds = 0;

/** A user about whom there is something in every place that an erasure concerns. */
export async function makeErasable(server: TestServer, operator: Actor, admin: Actor) {
  worlds += 1;
  const name = (what: string) => `${what}-secret-${worlds}`;
  const user = await server.actor('USER');
  const userId = new Types.ObjectId(user.id);
  const identities = [{ issuer: 'game', subject: name('subject'), linkedAt: server.clock.now() }];
  await server.database.users.updateOne({ _id: userId }, { $set: { identities } });
  const pool = await createPoolEvent(operator);
  await importCodes(server, pool.poolId, [name('code')]);
  const [rejected, pending, approved, unexplained, revoked] = [
    await createEvent(operator, { payout: 'MANUAL', conditions: ATTENDED, rewards }),
    await createEvent(operator, { payout: 'MANUAL', conditions: ATTENDED, rewards }),
    await createEvent(operator, { payout: 'MANUAL', conditions: ATTENDED, rewards }),
    await createEvent(operator, { payout: 'MANUAL', conditions: ATTENDED, rewards }),
    await createEvent(operator, { conditions: ATTENDED, rewards }),
  ];
  await user.run(CheckAttendanceDocument);
  const claim = async (eventId: string) =>
    (await user.run(RequestRewardDocument, { input: { eventId, idempotencyKey: name('key') + eventId } }))
      .requestReward!.request!.id;
  const poolRequestId = await claim(pool.id);
  const rejectedId = await claim(rejected.id);
  await operator.run(RejectRewardRequestDocument, { input: { id: rejectedId, reason: name('note') } });
  const approvedId = await claim(approved.id);
  await operator.run(ApproveRewardRequestDocument, { input: { id: approvedId, note: name('praise') } });
  const unexplainedId = await claim(unexplained.id);
  await operator.run(ApproveRewardRequestDocument, { input: { id: unexplainedId } });
  const pendingId = await claim(pending.id);
  const revokedId = await claim(revoked.id);
  await operator.run(RevokeRewardRequestDocument, {
    input: {
      id: revokedId,
      reason: name('revocation'),
      returnStock: true,
      idempotencyKey: `revoke-${worlds}`,
    },
  });
  await recordAll(server, [report(server, user.id, { externalId: name('order') })]);
  await operator.run(VoidActivitiesByStaffDocument, {
    input: {
      source: 'shop',
      activities: [{ user: { id: user.id }, externalId: name('order') }],
      reason: name('void'),
    },
  });
  for (const disabled of [true, false])
    await admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled, reason: name('why') } });
  for (const [subject, text] of [
    [{ userId: user.id }, name('memo')],
    [{ requestId: revokedId }, name('remark')],
  ] as const)
    await operator.run(AddStaffNoteDocument, { input: { ...subject, text } });
  const network = `203.0.113.${worlds}`;
  await server.database.connection.db!.collection(COLLECTION).insertOne({
    key: `loginNetworks:${createHash('sha256').update(user.username).digest('base64url')}`,
    networks: [{ network, at: server.clock.now() }],
  });
  const row = await server.database.users.findOne({ _id: userId });
  const secrets = [
    ...[user.username, row!.usernameKey, row!.passwordHash, name('subject'), name('note'), name('void')],
    ...[name('revocation'), name('order'), name('why'), name('key'), 'erase me please'],
    ...[name('praise'), name('code'), network, name('memo'), name('remark')],
  ];
  const requestIds = [poolRequestId, rejectedId, approvedId, unexplainedId, revokedId];
  return { user, userId, pendingEventId: pending.id, pendingId, approvedId, requestIds, secrets };
}

/** Where any of the texts is stored. Codes are encrypted: their rows must be empty. */
export async function placesOf(database: Database, texts: readonly string[]): Promise<string[]> {
  const db = database.connection.db!;
  const found: string[] = [];
  for (const { name } of await db.listCollections().toArray()) {
    const documents = (await db.collection(name).find().toArray()) as unknown as mongo.Document[];
    const all = JSON.stringify(documents);
    found.push(...texts.filter((text) => all.includes(text)).map((text) => `${name}: ${text}`));
  }
  return found;
}
