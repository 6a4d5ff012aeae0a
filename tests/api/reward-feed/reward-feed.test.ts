import { Types } from 'mongoose';
import {
  AcknowledgeGrantsDocument,
  ApproveRewardRequestDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RewardFeedDocument,
  RewardGrantSumsDocument,
  RewardGrantsDocument,
  type DeliveryState,
  type GrantAcknowledgement,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf, type Backend } from '../../support/service-keys';

let server: TestServer;
let backend: Backend;
let operator: Actor;
let event: CreatedEvent;
let manual: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer();
  backend = await backendOf(server, ['GRANTS_READ', 'GRANTS_ACKNOWLEDGE']);
  operator = await server.actor('OPERATOR');
  event = await createEvent(operator);
  manual = await createEvent(operator, { payout: 'MANUAL' });
});
afterAll(() => server.close());

async function claim({ id: eventId }: CreatedEvent) {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
  return { userId: user.id, requestId: requestReward!.request!.id };
}

async function read(variables: object = {}) {
  await server.services.feedRelay.round();
  return (await backend.run(RewardFeedDocument, variables)).rewardFeed!;
}

test('what happens to requests is read in its order, from where the reader was', async () => {
  const { lastSequence: after } = await read();
  const paid = await claim(event);
  await read();
  const [approved, rejected] = [await claim(manual), await claim(manual)];
  await read();
  await operator.run(ApproveRewardRequestDocument, { input: { id: approved.requestId } });
  await read();
  await operator.run(RejectRewardRequestDocument, { input: { id: rejected.requestId, reason: 'no' } });
  const page = await read({ after });
  expect(page.entries.map(({ type, request, user }) => [type, request!.id, user.id])).toEqual([
    ['REWARD_GRANTED', paid.requestId, paid.userId],
    ...[approved, rejected]
      .sort((one, other) => (one.requestId < other.requestId ? -1 : 1))
      .map(({ requestId, userId }) => ['REQUEST_PENDING', requestId, userId]),
    ['REWARD_GRANTED', approved.requestId, approved.userId],
    ['REQUEST_REJECTED', rejected.requestId, rejected.userId],
  ]);
  expect(page.entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5].map((n) => after + n));
  expect(page).toMatchObject({
    hasMore: false,
    lastSequence: after + 5,
    epoch: expect.stringMatching(/^.{24}$/),
  });
});

test('a full page ends with its last entry, another one with the tail', async () => {
  await claim(event);
  await claim(event);
  const { lastSequence: tail } = await read();
  expect(await read({ after: tail - 2, first: 1 })).toMatchObject({ lastSequence: tail - 1, hasMore: true });
  expect(await read({ after: tail - 2, first: 2 })).toMatchObject({ lastSequence: tail, hasMore: false });
  expect(await read({ after: tail })).toEqual(expect.objectContaining({ entries: [], lastSequence: tail }));
  expect(await read({ after: tail - 2, types: ['REQUEST_REJECTED'] })).toMatchObject({
    ...{ entries: [], lastSequence: tail, hasMore: false },
  });
});

test('to read after an entry that is not there is an error', async () => {
  const { lastSequence: tail } = await read();
  const { errors } = await backend.ask(RewardFeedDocument, { after: tail + 1 });
  expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
});

describe('acknowledgements', () => {
  const grantsOf = async () => {
    const { requestId } = await claim(event);
    await server.services.feedRelay.round();
    const row = await server.database.requests.findOne({ _id: new Types.ObjectId(requestId) });
    return row!.grants.map(({ id }) => ({ requestId, grantId: id.toHexString() }));
  };
  const acknowledge = async (...grants: GrantAcknowledgement[]) => {
    const { acknowledgeGrants } = await backend.run(AcknowledgeGrantsDocument, { input: { grants } });
    return acknowledgeGrants!.outcomes.map(({ grant, userErrors }) => [
      ...[grant?.delivery?.state, grant?.delivery?.reference, grant?.delivery?.attempts],
      userErrors[0]?.code,
    ]);
  };

  test('a grant waits from its entry on, and is delivered once', async () => {
    const [first] = await grantsOf();
    const { entries } = await read({ after: (await read()).lastSequence - 1 });
    expect(entries[0]!.request!.grants.map(({ delivery }) => delivery)).toEqual(
      Array.from({ length: 2 }, () => ({ state: 'WAITING' })),
    );
    const delivered = { ...first!, outcome: 'DELIVERED' as const, reference: 'a' };
    expect(await acknowledge(delivered)).toEqual([['DELIVERED', 'a', 1, undefined]]);
    server.clock.advance({ seconds: 5 });
    const [before] = (await server.database.requests.findOne({ _id: new Types.ObjectId(first!.requestId) }))!
      .grants;
    expect(await acknowledge(delivered)).toEqual([['DELIVERED', 'a', 1, undefined]]);
    const [after] = (await server.database.requests.findOne({ _id: new Types.ObjectId(first!.requestId) }))!
      .grants;
    expect(after).toEqual(before);
    for (const other of [{ reference: 'b' }, { outcome: 'FAILED' as const }, { reference: null }]) {
      expect(await acknowledge({ ...delivered, ...other })).toEqual([
        ['DELIVERED', 'a', 1, 'ACKNOWLEDGED_OTHERWISE'],
      ]);
    }
  });

  test('a failed hand-over may become a delivery, and each grant gets its own outcome', async () => {
    const [first, second] = await grantsOf();
    const failed = { ...first!, outcome: 'FAILED' as const, reference: 'try 1' };
    expect(await acknowledge(failed, { ...second!, outcome: 'DELIVERED' })).toEqual([
      ['FAILED', 'try 1', 1, undefined],
      ['DELIVERED', null, 1, undefined],
    ]);
    const unknown = { requestId: first!.requestId, grantId: 'f'.repeat(24), outcome: 'DELIVERED' as const };
    expect(await acknowledge({ ...failed, outcome: 'DELIVERED', reference: 'try 2' }, unknown)).toEqual([
      ['DELIVERED', 'try 2', 2, undefined],
      [undefined, undefined, undefined, 'GRANT_NOT_FOUND'],
    ]);
  });

  test('a list holds the grants of a state, and none that is not in the feed yet', async () => {
    const [first, second] = await grantsOf();
    const userId = (await server.database.requests.findOne({ _id: new Types.ObjectId(first!.requestId) }))!
      .userId;
    await acknowledge({ ...first!, outcome: 'FAILED', reference: 'try 1' });
    const listed = async (delivery: DeliveryState) => {
      const filter = { userId: userId.toHexString(), delivery };
      const { rewardGrants } = await operator.run(RewardGrantsDocument, { filter });
      const { rewardGrantSums } = await operator.run(RewardGrantSumsDocument, { filter });
      const ids = rewardGrants!.nodes.map(({ id }) => id);
      expect([rewardGrants!.totalCount, rewardGrantSums!.types.length]).toEqual([ids.length, ids.length]);
      return ids;
    };
    expect(await listed('WAITING')).toEqual([second!.grantId]);
    expect(await listed('FAILED')).toEqual([first!.grantId]);
    expect(await listed('DELIVERED')).toEqual([]);
    await server.database.requests.updateOne(
      { _id: new Types.ObjectId(first!.requestId) },
      { $push: { due: 'feed:REWARD_GRANTED' } },
    );
    expect(await listed('WAITING')).toEqual([]);
    await server.database.requests.updateOne(
      { _id: new Types.ObjectId(first!.requestId) },
      { $unset: { due: '' } },
    );
    expect(await listed('WAITING')).toEqual([]);
  });

  test('twenty at once of one grant change it once', async () => {
    const [first] = await grantsOf();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        acknowledge({ ...first!, outcome: 'DELIVERED', reference: `${n}` }),
      ),
    );
    expect(answers.flat().filter(([, , , code]) => code === undefined)).toHaveLength(1);
  });

  test('a grant that is named twice in one call is refused', async () => {
    const [first] = await grantsOf();
    const one = { ...first!, outcome: 'DELIVERED' as const };
    const { errors } = await backend.ask(AcknowledgeGrantsDocument, { input: { grants: [one, one] } });
    expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  });
});
