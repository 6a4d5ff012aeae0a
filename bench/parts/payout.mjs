import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { graphqlRequest } from '../http-client.mjs';
import { START_PAYOUT, CHANGE_PAYOUT } from '../operations.mjs';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = 64;
const MEMBERS = 50_000;
const DAY_MS = 86_400_000;
/** Open to everybody whose account exists, so that members need no check-ins. */
const ANYBODY = [{ kind: 'ACCOUNT_AGE', target: 1 }];

/** A payout to an audience against the claims of 64 clients, and these claims beside a payout against alone. */
export async function payout(stage) {
  const members = await seedMembers(stage, stage.sized(MEMBERS, 2_000));
  const { port, pid } = await stage.server('ours', {});
  const rivals = [
    claimsOf(stage, { port, pid }, 'claims, 64 clients'),
    {
      ...{ name: 'a payout', pid, operations: members.length },
      prepare: () => stage.createEvent(null, ANYBODY),
      run: async (eventId) => {
        const id = await start(stage, port, eventId, await seedAudience(stage, members));
        await until(() => isDone(stage, id));
        return { latencies: [] };
      },
      prove: async (eventId) => {
        const filter = { eventId: new Types.ObjectId(eventId), status: 1, source: 'PAYOUT' };
        const rows = await stage.db.collection('rewardrequests').countDocuments(filter);
        if (rows !== members.length) throw new Error(`${rows} rows, ${members.length} members`);
      },
    },
  ];
  await stage.compare(rivals, 1); // warms
  const alone = await stage.compare(rivals);
  const beside = await stage.compare([
    claimsOf(stage, { port, pid }, 'alone'),
    {
      ...claimsOf(stage, { port, pid }, 'beside a payout'),
      prepare: async () => {
        const [own, paid] = [await stage.createEvent(null, ANYBODY), await stage.createEvent(null, ANYBODY)];
        const id = await start(stage, port, paid, await seedAudience(stage, members));
        return { own, id };
      },
      run: ({ own }) => claimAll(stage, port, own),
      prove: async ({ own, id }, { answers }) => {
        await proveClaims(stage, own, answers);
        await change(stage, port, id, 'CANCEL');
      },
    },
  ]);
  return { alone, beside };
}

function claimsOf(stage, { port, pid }, name) {
  return {
    ...{ name, pid, operations: stage.users.length },
    prepare: () => stage.createEvent(null, ANYBODY),
    run: (eventId) => claimAll(stage, port, eventId),
    prove: (eventId, { answers }) => proveClaims(stage, eventId, answers),
  };
}

function claimAll(stage, port, eventId) {
  return stage.load(
    port,
    CLIENTS,
    stage.users.map((user) => stage.claimOf(user, eventId)),
  );
}

async function proveClaims(stage, eventId, answers) {
  const filter = { eventId: new Types.ObjectId(eventId), status: 1 };
  const rows = await stage.db.collection('rewardrequests').countDocuments(filter);
  const ids = new Set(answers.map(paidId));
  if (rows !== stage.users.length || ids.size !== rows)
    throw new Error(`${rows} rows, ${ids.size} acknowledged`);
}

/** Accounts of which nobody logs in. */
async function seedMembers({ db }, count) {
  const createdAt = new Date(Date.now() - 30 * DAY_MS);
  const ids = Array.from({ length: count }, () => new Types.ObjectId());
  for (let from = 0; from < count; from += 5_000) {
    await db.collection('users').insertMany(
      ids.slice(from, from + 5_000).map((_id) => ({
        ...{ _id, username: `member-${_id}`, usernameKey: `member-${_id}`, passwordHash: '', role: 'USER' },
        ...{ createdAt, disabledAt: null, adminN: 0, logins: [] },
      })),
    );
  }
  return ids;
}

/** A sealed audience, written as the server would. */
async function seedAudience({ db, operator }, members) {
  const _id = new Types.ObjectId();
  const createdById = new Types.ObjectId(operator.id);
  const now = new Date();
  for (let from = 0; from < members.length; from += 5_000) {
    const rows = members.slice(from, from + 5_000).map((userId) => ({ userId, audienceId: _id }));
    await db.collection('audiencemembers').insertMany(rows);
  }
  await db.collection('audiences').insertOne({
    ...{ _id, name: 'Bench', state: 'SEALED', size: members.length, sealedAt: now, digest: '' },
    ...{ createdAt: now, createdById, adding: [] },
  });
  return _id.toHexString();
}

/** Another account approves it where somebody has to. */
async function start(stage, port, eventId, audienceId) {
  const input = { eventId, audienceId, reason: 'bench', idempotencyKey: `bench-${audienceId}` };
  const request = graphqlRequest(START_PAYOUT, { input }, stage.operator.accessToken);
  const [answer] = await stage.ask(port, 1, [request]);
  const started = answer.data?.startPayout?.payout;
  if (!started) throw new Error(`no payout: ${JSON.stringify(answer)}`);
  if (started.state === 'AWAITING_APPROVAL') {
    const { modifiedCount } = await stage.db
      .collection('payouts')
      .updateOne({ _id: new Types.ObjectId(started.id) }, { $set: { state: 'RUNNING' }, $inc: { n: 1 } });
    if (modifiedCount !== 1) throw new Error('the payout could not be approved');
  }
  return started.id;
}

async function change(stage, port, id, what) {
  const request = graphqlRequest(CHANGE_PAYOUT, { input: { id, change: what } }, stage.operator.accessToken);
  await stage.ask(port, 1, [request]);
}

async function isDone({ db }, id) {
  const row = await db.collection('payouts').findOne({ _id: new Types.ObjectId(id) });
  return row.state === 'DONE';
}

async function until(ask) {
  while (!(await ask())) await sleep(50);
}
