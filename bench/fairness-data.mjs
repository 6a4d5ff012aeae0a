import { built, startDatabase, startServer } from './environment.mjs';
import { attendanceRows, eventRow, loadRows, paidRow, sessionIdOf, userIdOf, userRow } from './rows.mjs';
import { openDatabase, PASSWORD, serviceDay, tokens } from './seed.mjs';

const DAY_MS = 86_400_000;
const DAYS_ATTENDED = 60;
const OPEN_EVENTS = 120;
const PAID_EVENTS = 20;
const AUDIT_ENTRIES = 20_000;
const STAFF = ['OPERATOR', 'AUDITOR', 'ADMIN'];

/**
 * Users with two months of check-ins and twenty paid requests each, a hundred open events and an audit chain: enough
 * for the costliest reads to take the database some tenths of a second.
 */
export async function openCrowded(users) {
  const database = await startDatabase();
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  const daysAgo = (days) => new Date(begun - days * DAY_MS);
  const rewards = [{ type: 'POINT', name: 'Points', quantity: 100 }];
  const open = Array.from({ length: OPEN_EVENTS }, (_, n) =>
    eventRow(n, { startAt: daysAgo(10 + (n % 50)), endAt: daysAgo(-30), rewards }),
  );
  const over = Array.from({ length: PAID_EVENTS }, (_, n) =>
    eventRow(OPEN_EVENTS + n, { startAt: daysAgo(60), endAt: daysAgo(5 + n), rewards }),
  );
  const passwordHash = await new (built('users/passwords').Passwords)().hash(PASSWORD);
  await db.collection('events').insertMany([...open, ...over]);
  // The last ones are staff.
  const roleOf = (n) => STAFF[n - users] ?? 'USER';
  await loadRows(db, 'users', users + STAFF.length, (n) => [
    { ...userRow(n, { role: roleOf(n), createdAt: daysAgo(100) }), passwordHash },
  ]);
  await loadRows(db, 'userattendances', users, (n) => attendanceRows(n, DAYS_ATTENDED, begun));
  await loadRows(db, 'rewardrequests', users, (n) => over.map((event, m) => earlierRow(n, event, m)));
  await loadChain(db, begun);
  // Started only now: on rows that exist, an index is built in one go.
  const server = await startServer(database.uri);

  const accountOf = (n) => {
    const issued = tokens.issue(roleOf(n), new Date());
    const [id, sessionId] = [userIdOf(n).toHexString(), sessionIdOf(n).toHexString()];
    return { id, username: `grown-${n}`, accessToken: tokens.sign(id, sessionId, issued).accessToken };
  };
  return {
    ...{ database, db, server },
    users: Array.from({ length: users }, (_, n) => accountOf(n)),
    staff: Object.fromEntries(STAFF.map((role, place) => [role, accountOf(users + place)])),
    eventIds: open.map(({ _id }) => _id),
    /** Of all runs. */
    logins: { count: 0 },
    /** Takes out what a run has added. */
    reset: async () => {
      await db.collection('rewardrequests').deleteMany({ eventId: { $in: open.map(({ _id }) => _id) } });
      await db.collection('userattendances').deleteMany({ day: serviceDay(Date.now()) });
    },
    close: async () => {
      await server.stop();
      await client.close();
      await database.stop();
    },
  };
}

function earlierRow(n, event, m) {
  return paidRow({
    ...{ userId: userIdOf(n), event, current: 3, idempotencyKey: `bench-${event._id.toHexString()}` },
    requestedAt: new Date(event.endAt.getTime() - DAY_MS - n * 1_000 - m),
    days: Array.from({ length: 3 }, (_, day) => serviceDay(event.startAt.getTime() + day * DAY_MS)),
  });
}

async function loadChain(db, begun) {
  const { CHAIN_START, link } = built('audit/chain');
  const { outboxEntry } = built('audit/entries');
  const entries = Array.from({ length: AUDIT_ENTRIES }, (_, n) =>
    outboxEntry({
      ...{ at: new Date(begun - (AUDIT_ENTRIES - n) * 60_000), actor: null, action: 'loginFailures' },
      ...{ targetType: 'User', targetId: userIdOf(n % 100), after: { failures: 10 } },
    }),
  );
  const chain = link(CHAIN_START, entries);
  await loadRows(db, 'auditentries', chain.length, (n) => [chain[n]]);
}
