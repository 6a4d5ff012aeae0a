import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { paidId } from './claim-servers.mjs';

const { Types } = mongoose;
const CLIENTS = 64;
const DUE = { day: '2000-01-01', endedAt: null, heldUntil: new Date(0) };

/**
 * How long a server takes to seal 100,000 entries of the feed by itself, and what it costs the claims at another server.
 */
export async function seal(stage) {
  const { port, pid } = await stage.server('ours', {});
  await stage.server('sealer', {});
  const entries = stage.db.collection('rewardfeed');
  const settings = stage.db.collection('settings');
  const count = stage.sized(100_000, 5_000);
  /** Appends as many entries as are to be sealed, behind those of the claims before. */
  const grow = async () => {
    let tail = await untilQuiet(entries);
    for (let left = count; left > 0; left -= 5_000) {
      const batch = Array.from({ length: Math.min(5_000, left) }, () => ({
        ...{ _id: ++tail, rowId: new Types.ObjectId(), type: 'REWARD_GRANTED', at: new Date() },
        leaf: createHash('sha256').update(String(tail)).digest('hex'),
      }));
      await entries.insertMany(batch);
    }
    return tail;
  };
  const sealed = async () => {
    const begun = performance.now();
    await settings.updateOne({ _id: 'seals' }, { $set: DUE }, { upsert: true });
    // A server looks every ten seconds; the time counts from then on.
    let taken = null;
    for (;;) {
      const setting = await settings.findOne({ _id: 'seals' });
      if (setting.heldUntil > new Date()) taken ??= performance.now();
      if (setting.day !== DUE.day) return (performance.now() - (taken ?? begun)) / 1_000;
      await sleep(50);
    }
  };
  await grow();
  const alone = await sealed();
  const claim = (eventId) =>
    stage.load(
      port,
      CLIENTS,
      stage.users.map((user) => stage.claimOf(user, eventId)),
    );
  const prove = async (eventId, { answers }) => {
    const filter = { eventId: new Types.ObjectId(eventId), status: 1 };
    const paid = await stage.db.collection('rewardrequests').countDocuments(filter);
    if (paid !== stage.users.length || answers.map(paidId).length !== paid) throw new Error(`${paid} rows`);
  };
  const rivals = [
    {
      ...{ name: 'claims alone', pid, run: claim },
      prepare: () => stage.createEvent(),
      prove: async (eventId, result) => {
        await prove(eventId, result);
        result.figures = { sealSeconds: 0 };
      },
    },
    {
      ...{ name: 'claims beside a sealing', pid },
      prepare: async () => {
        await grow();
        const sealing = sealed();
        while ((await settings.findOne({ _id: 'seals' })).heldUntil <= new Date()) await sleep(20);
        return { eventId: await stage.createEvent(), sealing };
      },
      run: ({ eventId }) => claim(eventId),
      // Its end is awaited after the claims, whose rate it must not lengthen.
      prove: async ({ eventId, sealing }, result) => {
        await prove(eventId, result);
        result.figures = { sealSeconds: await sealing };
      },
    },
  ];
  await stage.compare(rivals, 1); // warms
  return { entries: count, aloneSeconds: alone, claims: await stage.compare(rivals) };
}

/** Resolves with the tail of the feed when the claims before are in it. */
async function untilQuiet(entries) {
  for (let tail = -1; ; await sleep(500)) {
    const last = await entries.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
    if ((last?._id ?? 0) === tail) return tail;
    tail = last?._id ?? 0;
  }
}
