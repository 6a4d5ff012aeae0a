import mongoose from 'mongoose';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = [64, 256];

/**
 * The ceiling of one event: everybody claims at one with limited stock, whose document takes an update for each batch,
 * and at one without. There is a unit for each, so that every claim pays.
 */
export async function hotEvent(stage) {
  const { port, pid } = await stage.server('ours', {});
  const count = stage.users.length;
  const rival = (clients, stock) => ({
    ...{ name: `${stock === null ? 'unlimited' : 'limited'}, ${clients} clients`, pid },
    prepare: () => stage.createEvent(stock),
    run: (eventId) =>
      stage.load(
        port,
        clients,
        stage.users.map((user) => stage.claimOf(user, eventId)),
      ),
    prove: (eventId, { answers }) => prove(stage, eventId, stock, answers.map(paidId)),
  });
  const rivals = CLIENTS.flatMap((clients) => [rival(clients, count), rival(clients, null)]);
  // Plans and pools are made by the first claims.
  const warm = await rivals[0].prepare();
  await rivals[0].run(warm);
  return stage.compare(rivals);
}

/** Every acknowledged claim is a row, every user was paid once, and no unit is left or missing. */
async function prove({ db, users }, id, stock, ids) {
  const eventId = new Types.ObjectId(id);
  const rows = await db
    .collection('rewardrequests')
    .find({ eventId, status: 1 }, { projection: { userId: 1 } })
    .toArray();
  const stored = new Set(rows.map(({ _id }) => _id.toHexString()));
  const paid = new Set(rows.map(({ userId }) => userId.toHexString()));
  if (paid.size !== users.length || rows.length !== users.length || !ids.every((each) => stored.has(each)))
    throw new Error(`${rows.length} rows of ${paid.size} users, ${users.length} claims`);
  const { rewards } = await db.collection('events').findOne({ _id: eventId }, { projection: { rewards: 1 } });
  const left = rewards.map(({ remaining }) => remaining);
  if (stock !== null && left.some((units) => units !== 0)) throw new Error(`units are left: ${left.join()}`);
}
