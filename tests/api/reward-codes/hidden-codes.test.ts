import { mongo, Types } from 'mongoose';
import { EXPORTS } from '../../../src/features';
import { messageBody } from '../../../src/webhooks/message-body';
import {
  AuditEntriesDocument,
  EventDocument,
  RequestRewardDocument,
  RequestRewardForDocument,
  RevealCodeDocument,
  RewardFeedDocument,
  RewardGrantsDocument,
  RewardRequestDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { codesSettled, createPoolEvent, importCodes } from '../../support/codes';
import { keptLog } from '../../support/log-lines';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';

const WON = 'canary-won-7PQ2';
const FREE = 'canary-free-9XK4';

let server: TestServer;
const { log, lines } = keptLog();
beforeAll(async () => {
  server = await startTestServer({ log });
});
afterAll(() => server.close());

const grantsOf = (user: Actor) => `query { user(id: "${user.id}") { grants { nodes { code } } } }`;

test('a code leaves to its winner and to backends alone: in no log, error, export, webhook, audit or row', async () => {
  const [operator, auditor, admin] = await Promise.all([
    server.actor('OPERATOR'),
    server.actor('AUDITOR'),
    server.actor('ADMIN'),
  ]);
  const { id, poolId } = await createPoolEvent(operator);
  await importCodes(server, poolId, [WON]);
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 1));
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: id } });
  const request = requestReward!.request!;
  expect(request.grants[0]!.code).toBe(WON);
  await importCodes(server, poolId, [FREE, FREE, WON, '']);
  const input = { requestId: request.id, grantId: request.grants[0]!.id, reason: 'The user lost it.' };
  expect((await admin.run(RevealCodeDocument, { input })).revealCode!.code).toBe(WON);
  await codesSettled(server);
  await server.services.feedRelay.round();

  const outputs: Record<string, string> = {};
  for (const reader of [operator, auditor, admin]) {
    outputs.request = JSON.stringify(await reader.run(RewardRequestDocument, { id: request.id }));
    outputs.event = JSON.stringify(await reader.run(EventDocument, { id }));
    outputs.grants = JSON.stringify(await reader.run(RewardGrantsDocument, {}));
    outputs.user = JSON.stringify(await reader.send(grantsOf(user)));
    expect(outputs.user).toContain('••••7PQ2');
  }
  outputs.audit = JSON.stringify(await admin.run(AuditEntriesDocument, { first: 100 }));
  expect(outputs.audit).toContain('revealCode');
  // Lists of members hold no code, and are exported of one audience or payout only.
  for (const { name } of EXPORTS.filter((each) => !each.name.endsWith('members'))) {
    const filter =
      name === 'attendance' ? `&filter=${encodeURIComponent(JSON.stringify({ userId: user.id }))}` : '';
    const answer = await fetch(`${server.url}/export/${name}.csv?reason=test${filter}`, {
      headers: { authorization: `Bearer ${admin.accessToken}` },
    });
    expect([name, answer.status]).toEqual([name, 200]);
    outputs[`export ${name}`] = await answer.text();
  }
  const rowId = new Types.ObjectId(request.id);
  const at = server.clock.now();
  outputs.webhook = await messageBody(server.database, { type: 'REWARD_GRANTED', at, rowId });
  // Somebody has changed the row: the error says nothing of it.
  const other = await server.database.rewardCodes.findOne({ requestId: rowId });
  const code = other!.code.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A'));
  await server.database.rewardCodes.updateOne({ _id: other!._id }, { $set: { code } });
  const failed = await user.ask(RewardRequestDocument, { id: request.id });
  expect(failed.errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
  await server.database.rewardCodes.replaceOne({ _id: other!._id }, other!);
  outputs.error = JSON.stringify(failed);
  outputs.log = JSON.stringify(lines);
  for (const { name } of await server.database.connection.db!.listCollections().toArray()) {
    const rows = await server.database.connection.db!.collection(name).find().toArray();
    outputs[`collection ${name}`] = mongo.BSON.EJSON.stringify(rows);
  }
  const found = Object.entries(outputs).filter(([, text]) => text.includes(WON) || text.includes(FREE));
  expect(found.map(([name]) => name)).toEqual([]);
});

test('a key without GRANTS_READ reads no code, and one with it only in the feed', async () => {
  const { id, poolId } = await createPoolEvent(await server.actor('OPERATOR'));
  await importCodes(server, poolId, ['keyed-code-01', 'keyed-code-02']);
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 1));
  const all = await backendOf(server, ['CLAIMS_WRITE', 'GRANTS_READ', 'GRANTS_ACKNOWLEDGE']);
  const input = { user: { id: user.id }, eventId: id, idempotencyKey: 'once' };
  const asking = `mutation ($input: RequestRewardForInput!) {
    requestRewardFor(input: $input) { request { grants { code } } } }`;
  const refused = await all.send(asking, { input });
  expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect(await server.database.requests.countDocuments({ eventId: new Types.ObjectId(id) })).toBe(0);
  await all.run(RequestRewardForDocument, { input });
  await codesSettled(server);
  await server.services.feedRelay.round();
  const reader = await backendOf(server, ['GRANTS_READ']);
  const { rewardFeed } = await reader.run(RewardFeedDocument, { first: 200 });
  const codes = rewardFeed!.entries.flatMap(({ request }) => request?.grants.map(({ code }) => code) ?? []);
  expect(codes.filter((code) => code?.startsWith('keyed-code'))).toHaveLength(1);
});
