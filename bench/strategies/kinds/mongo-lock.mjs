import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoStore, openMongo } from '../mongo-store.mjs';

const TRIES = 300;

/** A lock document with a token and an expiry; a TTL index removes those that nobody released. */
export async function open({ mongoUri, ttlMs }) {
  const client = await openMongo(mongoUri).connect();
  const store = new MongoStore(client.db());
  const take = async (_id) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const now = Date.now();
      const token = randomUUID();
      const lock = { token, expiresAt: new Date(now + ttlMs) };
      try {
        // Free or expired: taken. Held: the upsert collides with the holder's document.
        await store.locks.updateOne(
          { _id, expiresAt: { $lte: new Date(now) } },
          { $set: lock },
          { upsert: true },
        );
        return token;
      } catch (error) {
        if (error.code !== 11_000) throw error;
        await sleep(30 + Math.random() * 20);
      }
    }
    throw new Error('the lock is held');
  };
  return {
    claim: async (claim, inside) => {
      const _id = `${claim.userId}:${claim.eventId}`;
      const token = await take(_id);
      try {
        return await store.payOnce(claim, inside);
      } finally {
        await store.locks.deleteOne({ _id, token }).catch(() => undefined);
      }
    },
  };
}
