import { runInNewContext } from 'node:vm';
import { mongo } from 'mongoose';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { RequestRewardDocument } from '../generated/documents';
import { demoClient, demoEventId } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';
import { until } from '../support/until';

const PAGE = readDocument('docs/operations.md');
const SECRET = 'a secret of the tests that is long enough';

interface Row {
  readonly eventId: mongo.ObjectId;
  readonly status: number;
}

/** Runs a block of the page as mongosh does: each call is done before the next. */
async function runBlock(db: mongo.Db, info: string, ids: Record<string, string> = {}): Promise<void> {
  const [block, ...others] = fencesOf(PAGE, new RegExp(`^${info}$`));
  expect(others).toEqual([]);
  const script = Object.entries(ids).reduce(
    (text, [name, id]) => text.replaceAll(`'${name}'`, `'${id}'`),
    block!.text,
  );
  const calls: Array<() => Promise<unknown>> = [];
  const collection = (name: string) =>
    new Proxy(db.collection(name), {
      get:
        (target, method) =>
        (...args: unknown[]) =>
          calls.push(() =>
            (target[method as 'updateOne'] as (...given: unknown[]) => Promise<unknown>)(...args),
          ),
    });
  const shell = new Proxy({}, { get: (_, name) => collection(String(name)) });
  runInNewContext(script, {
    ...{ db: shell, Date },
    ObjectId: (id: string) => new mongo.ObjectId(id),
    UUID: () => new mongo.UUID(),
  });
  for (const call of calls) await call();
}

test('the way out of two live rows that the page tells leaves every rule of the ledger whole', async () => {
  const uri = freshDatabaseUri();
  const client = new mongo.MongoClient(uri);
  const db = client.db();
  const requests = db.collection<Row>('rewardrequests');
  const env = { MONGODB_URI: uri, JWT_SECRET: SECRET };
  const check = () => runCommandHere(['check'], { env });
  let server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  try {
    // Alice is paid from limited stock, and waits for a decision that holds some.
    const alice = await demoClient(server.url, 'alice');
    for (const title of ['First come, first served', 'Story of the month']) {
      await alice.run(RequestRewardDocument, { input: { eventId: await demoEventId(alice, title) } });
    }
    expect((await check()).code).toBe(0);
    await server.end();

    // What a guard that guards nothing lets through: both once more, with the units that they take.
    await requests.dropIndex(GUARD_INDEX);
    await requests.createIndex({ userId: 1, eventId: 1 });
    const live = await requests.find({ status: { $in: [0, 1] } }).toArray();
    const second = live.map((row) => ({ ...row, _id: new mongo.ObjectId() }));
    await requests.insertMany(second);
    for (const { _id, eventId, status } of second) {
      await db.collection('events').updateOne(
        { _id: eventId },
        {
          $inc: { 'rewards.$[].remaining': -1 },
          ...(status === 0 && { $push: { holds: { id: _id } as never } }),
        },
      );
    }
    server = await startServerProcess({ MONGODB_URI: uri });
    const found = await check();
    expect(found.code).toBe(1);
    for (const { _id } of [...live, ...second]) expect(found.stdout).toContain(String(_id));

    const admin = await db.collection('users').findOne({ usernameKey: 'admin' });
    for (const { _id } of second) {
      await runBlock(db, 'js runbook', { ROW: String(_id), ADMIN_ID: String(admin!._id) });
    }
    // The one that was paid has no hold that a sweep could return.
    expect((await check()).stdout).toMatch(/BROKEN stockConserved +2 violations/);
    const paid = second.find(({ status }) => status === 1)!;
    await runBlock(db, 'js runbook stock', { EVENT: String(paid.eventId), ROW: String(paid._id) });
    await until(async () => (await requests.countDocuments({ holdDue: true })) === 0);
    expect((await check()).stdout).not.toMatch(/BROKEN (?!guardIndex)/);

    await runBlock(db, 'js runbook index');
    await server.end();
    server = await startServerProcess({ MONGODB_URI: uri });
    expect(await check()).toMatchObject({ code: 0, stdout: expect.not.stringContaining('BROKEN') });
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    const left = await db
      .collection('events')
      .find({ 'rewards.stock': { $gt: 0 } })
      .toArray();
    expect(
      left
        .flatMap(({ rewards }) => (rewards as Array<{ remaining: number }>).map(({ remaining }) => remaining))
        .sort(),
    ).toEqual([19, 2, 500, 9]);
  } finally {
    await server.end('SIGKILL');
    await db.dropDatabase();
    await client.close();
  }
});
