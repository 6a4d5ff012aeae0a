import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = 64;

/** What the reward feed costs claims: everybody claims at once, at a server with the feed and at one without. */
export async function feed(stage) {
  const requests = stage.db.collection('rewardrequests');
  const entries = stage.db.collection('rewardfeed');
  const servers = {
    ours: await stage.server('ours', {}),
    'ours, without the feed': await stage.server('no feed', { preload: './peers/no-feed.cjs' }),
  };
  const count = stage.users.length;
  /** Entries are counted, so a server that fell behind, or wrote none, would be noticed. */
  const prove = async (name, eventId, ids) => {
    const filter = { eventId: new Types.ObjectId(eventId), status: 1 };
    const rows = await requests.find(filter, { projection: { _id: 1 } }).toArray();
    const stored = new Set(rows.map(({ _id }) => _id.toHexString()));
    if (rows.length !== count || !ids.every((id) => stored.has(id))) {
      throw new Error(`${rows.length} rows, ${ids.length} acknowledged, ${count} claims`);
    }
    const expected = name === 'ours' ? count : 0;
    const rowIds = rows.map(({ _id }) => _id);
    const relayed = () => entries.countDocuments({ rowId: { $in: rowIds } });
    for (let waits = 0; (await relayed()) < expected; waits += 1) {
      if (waits === 100) throw new Error(`${await relayed()} entries, ${expected} payments`);
      await sleep(100);
    }
    if ((await relayed()) !== expected) throw new Error('a server without the feed wrote entries');
  };
  const rivals = Object.entries(servers).map(([name, { port, pid }]) => ({
    ...{ name, pid, prepare: () => stage.createEvent() },
    run: (eventId) =>
      stage.load(
        port,
        CLIENTS,
        stage.users.map((user) => stage.claimOf(user, eventId)),
      ),
    prove: (eventId, { answers }) => prove(name, eventId, answers.map(paidId)),
  }));
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}
