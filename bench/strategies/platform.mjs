import { startServer } from '../environment.mjs';
import { graphqlRequest } from '../http-client.mjs';
import { CLAIM } from '../operations.mjs';
import { attendanceRows, eventIdOf, eventRow, loadRows, sessionIdOf, userIdOf, userRow } from '../rows.mjs';
import { openDatabase, tokens } from '../seed.mjs';
import { startMongo } from './services.mjs';

const DAY_MS = 86_400_000;

/** The platform itself, with users and events as the strategies have them; its claims are signed in. */
export async function openPlatform({ users, events }) {
  const mongo = await startMongo(1);
  const { client, db } = await openDatabase(mongo.uri);
  const now = Date.now();
  const daysAgo = (days) => new Date(now - days * DAY_MS);
  const rewards = [{ type: 'POINT', name: 'Points', quantity: 100 }];
  await loadRows(db, 'events', events, (n) => [
    eventRow(n, { startAt: daysAgo(30), endAt: daysAgo(-30), rewards }),
  ]);
  await loadRows(db, 'users', users, (n) => [userRow(n, { createdAt: daysAgo(60) })]);
  await loadRows(db, 'userattendances', users, (n) => attendanceRows(n, 3, now));
  await client.close();
  const server = await startServer(mongo.uri, { anyCore: true });
  const signedIn = Array.from({ length: users }, (_, n) => {
    const issued = tokens.issue('USER', new Date());
    return tokens.sign(userIdOf(n).toHexString(), sessionIdOf(n).toHexString(), issued).accessToken;
  });
  return {
    servers: [server],
    database: mongo,
    broker: null,
    requestOf: ({ user, event }) =>
      graphqlRequest(CLAIM, { input: { eventId: eventIdOf(event).toHexString() } }, signedIn[user]),
    close: async () => {
      await server.stop();
      await mongo.stop();
    },
  };
}
