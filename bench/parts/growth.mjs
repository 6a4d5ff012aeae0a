import mongoose from 'mongoose';
import { startServer } from '../environment.mjs';
import { DAYS_ATTENDED, EVENTS, openGrown } from '../growth-data.mjs';
import { graphqlRequest } from '../http-client.mjs';
import { CREATE_EVENT, PAGE_OF_TIME } from '../operations.mjs';
import { sessionIdOf, userIdOf } from '../rows.mjs';
import { openDatabase, tokens } from '../seed.mjs';

const { Types } = mongoose;
const DAY_MS = 86_400_000;
const USERS = 5_000_000;
const SMALLER = 500;

/** The same claims and pages on a grown database and on one with a five-hundredth of it. */
export async function growth(stage) {
  const users = stage.sized(USERS, 20_000);
  const sides = [];
  try {
    for (const count of [users / SMALLER, users]) sides.push(await openSide(stage, Math.round(count)));
    const rivals = (kind) => sides.map((side) => side[kind](stage));
    await stage.compare([...rivals('claims'), ...rivals('pages')], 1); // warms
    const data = await stage.compare([...rivals('claims'), ...rivals('pages')]);
    return { data, rows: { users, checkIns: users * DAYS_ATTENDED, requests: users * EVENTS } };
  } finally {
    for (const side of sides) await side.close();
  }
}

async function openSide(stage, users) {
  const database = await openGrown(users);
  const server = await startServer(database.uri);
  const { client, db } = await openDatabase(database.uri);
  const { at } = await db.collection('benchgrowth').findOne();
  const now = new Date();
  const tokenOf = (n, role) =>
    tokens.sign(userIdOf(n).toHexString(), sessionIdOf(n).toHexString(), tokens.issue(role, now)).accessToken;
  const operator = tokenOf(0, 'OPERATOR');
  const name = (kind) => `${kind}, ${users.toLocaleString('en')} users`;
  // Far apart, so that nothing of them lies in the same pages; the first is the operator.
  const count = Math.min(stage.sized(6_000, 100), users - 1);
  const step = Math.floor((users - 1) / count);
  const claimants = Array.from({ length: count }, (_, place) => ({
    accessToken: tokenOf(1 + place * step, 'USER'),
  }));
  const pages = Array.from({ length: stage.sized(600, 40) }, (_, place) => {
    // Anywhere in the ten days of the requests but the first two, which may hold less than a page.
    const to = new Date(at.getTime() - ((place * 0.618) % 1) * 8 * DAY_MS);
    return graphqlRequest(PAGE_OF_TIME, { first: 100, to }, operator);
  });
  const base = { pid: server.pid, databasePid: database.pid, db };

  return {
    claims: () => ({
      ...{ ...base, name: name('claims') },
      prepare: () => createEvent(stage, server.port, operator, at),
      run: (eventId) =>
        stage.load(
          server.port,
          64,
          claimants.map((claimant) => stage.claimOf(claimant, eventId)),
        ),
      prove: async (eventId, { answers }) => {
        const filter = { eventId: new Types.ObjectId(eventId), status: 1 };
        const rows = await db.collection('rewardrequests').countDocuments(filter);
        const paid = answers.filter((body) => body.includes('"SUCCESS"')).length;
        if (rows !== claimants.length || paid !== rows) throw new Error(`${rows} rows, ${paid} told`);
        // What is kept stays as it was loaded.
        await db.collection('rewardrequests').deleteMany({ eventId: new Types.ObjectId(eventId) });
      },
    }),
    pages: () => ({
      ...{ ...base, name: name('pages') },
      run: () => stage.load(server.port, 16, pages),
      prove: (_, { answers }) => {
        for (const body of answers) {
          if (JSON.parse(body.toString()).data?.rewardRequests?.nodes.length !== 100)
            throw new Error('a page is not whole');
        }
      },
    }),
    close: async () => {
      await server.stop();
      await client.close();
      await database.stop();
    },
  };
}

/** Open since before the check-ins that were loaded, whenever that was. */
async function createEvent(stage, port, operator, at) {
  const input = {
    title: `Growth ${new Types.ObjectId().toHexString()}`,
    startAt: new Date(at.getTime() - 12 * DAY_MS).toISOString(),
    active: true,
    conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 3 }],
    rewards: [{ type: 'POINT', name: 'Points', quantity: 100 }],
  };
  const [answer] = await stage.ask(port, 1, [graphqlRequest(CREATE_EVENT, { input }, operator)]);
  const id = answer.data?.createEvent?.event?.id;
  if (!id) throw new Error(`no event: ${JSON.stringify(answer)}`);
  return id;
}
