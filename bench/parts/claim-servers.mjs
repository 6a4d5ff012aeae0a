import mongoose from 'mongoose';

const { Types } = mongoose;

/** Other servers and paths: everybody claims at once, one event, one claim of each user. */
export async function claimServers(stage) {
  const ours = await stage.server('ours', {});
  const driver = stage.worker('driver', './peers/driver.mjs');
  const servers = {
    'mercurius with jit': await stage.server('mercurius', { preload: './peers/mercurius.cjs' }),
    'graphql-yoga': await stage.server('yoga', { preload: './peers/yoga.cjs' }),
    'ours, nobody shares a call': await stage.server('unbatched', { preload: './peers/unbatched.cjs' }),
    'ours, without hint and primary rule': await stage.server('unguarded', {
      preload: './peers/unguarded.cjs',
    }),
    'mercurius with jit, nobody shares a call': await stage.server('mercurius unbatched', {
      preload: './peers/mercurius-unbatched.cjs',
    }),
    'the usual set-up': await stage.server('usual', { preload: './peers/usual.cjs' }),
  };
  const everybody = stage.users;
  const some = (count) => everybody.slice(0, stage.sized(count, 100));

  const byServer = (name, server, { clients, users = everybody, stock = null }) => ({
    name,
    pid: server.pid,
    prepare: () => stage.createEvent(stock && users.length),
    run: (eventId) =>
      stage.load(
        server.port,
        clients,
        users.map((user) => stage.claimOf(user, eventId)),
      ),
    prove: (eventId, { answers }) => prove(stage, eventId, users.length, answers.map(paidId)),
  });
  const byDriver = (name, { clients, batched = false, users = everybody }) => ({
    name,
    pid: driver.pid,
    operations: users.length,
    prepare: () => stage.createEvent(),
    run: (eventId) =>
      driver.run({ kind: 'claims', clients, batched, pairs: users.map(({ id }) => [id, eventId]) }),
    prove: (eventId, { ids }) => prove(stage, eventId, users.length, ids),
  });

  const at64 = [
    byServer('ours', ours, { clients: 64 }),
    byServer('ours, two limited rewards', ours, { clients: 64, stock: true }),
    byDriver('bare driver, batched', { clients: 64, batched: true }),
    ...Object.entries(servers).map(([name, server]) =>
      byServer(name, server, { clients: 64, ...(name.includes('usual') && { users: some(2_000) }) }),
    ),
  ];
  await warm(stage, [ours, ...Object.values(servers)]);
  const results = { 64: await stage.compare(at64) };
  for (const clients of [256, 16]) {
    results[clients] = await stage.compare([
      byServer('ours', ours, { clients }),
      byDriver('bare driver, one by one', { clients }),
    ]);
  }
  const users = some(600);
  results[1] = await stage.compare([
    byServer('ours', ours, { clients: 1, users }),
    byServer('ours, nobody shares a call', servers['ours, nobody shares a call'], { clients: 1, users }),
  ]);
  return { clients: results, oneUser: await oneUser(stage, ours) };
}

/**
 * A hundred claims of one user at once: one row, and everybody is told of it. Beside it a hundred users at
 * once, for a hundred requests take their time whoever sends them.
 */
async function oneUser(stage, { port, pid }) {
  const users = stage.users.slice(0, stage.sized(40, 5));
  const crowd = stage.users.slice(0, 100);
  const prepare = () => stage.createEvent();
  const inTurns = async (turns) => {
    const latencies = [];
    for (const requests of turns) {
      latencies.push(...(await stage.load(port, 100, requests)).latencies);
    }
    return { latencies };
  };
  return stage.compare([
    {
      ...{ name: 'one claim', pid, prepare },
      run: (eventId) =>
        stage.load(
          port,
          1,
          users.map((user) => stage.claimOf(user, eventId)),
        ),
      prove: (eventId) => countRows(stage, eventId, users.length),
    },
    {
      ...{ name: 'a hundred of one user at once', pid, prepare },
      run: (eventId) => inTurns(users.map((user) => Array(100).fill(stage.claimOf(user, eventId, null)))),
      prove: (eventId) => countRows(stage, eventId, users.length),
    },
    {
      ...{ name: 'a hundred users at once', pid },
      prepare: () => Promise.all(users.map(() => stage.createEvent())),
      run: (eventIds) =>
        inTurns(eventIds.map((eventId) => crowd.map((user) => stage.claimOf(user, eventId)))),
      prove: async (eventIds) => {
        for (const eventId of eventIds) await countRows(stage, eventId, crowd.length);
      },
    },
  ]);
}

async function warm(stage, servers) {
  const passes = Math.ceil(stage.sized(5_000, 300) / stage.users.length);
  for (const { port } of servers) {
    for (let pass = 0; pass < passes; pass += 1) {
      const eventId = await stage.createEvent();
      await stage.load(
        port,
        64,
        stage.users.map((user) => stage.claimOf(user, eventId)),
      );
    }
  }
}

export function paidId(body) {
  const answer = JSON.parse(body.toString());
  const { request, userErrors } = answer.data?.requestReward ?? {};
  if (request?.status !== 'SUCCESS' || userErrors.length > 0) {
    throw new Error(`a claim was not paid: ${JSON.stringify(answer)}`);
  }
  return request.id;
}

/** The rows are exactly those that were acknowledged. */
async function prove(stage, eventId, count, ids) {
  const rows = await stage.db
    .collection('rewardrequests')
    .find({ eventId: new Types.ObjectId(eventId), status: 1 }, { projection: { _id: 1 } })
    .toArray();
  const told = new Set(ids);
  const agree =
    rows.length === count && told.size === count && rows.every(({ _id }) => told.has(String(_id)));
  if (!agree) throw new Error(`${rows.length} rows, ${told.size} acknowledged, ${count} claims`);
}

async function countRows(stage, eventId, users) {
  const rows = await stage.db
    .collection('rewardrequests')
    .countDocuments({ eventId: new Types.ObjectId(eventId) });
  if (rows !== users) throw new Error(`${rows} rows for ${users} users`);
}
