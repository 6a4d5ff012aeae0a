import { Redis } from 'ioredis';
import Redlock from 'redlock';
import { MongoStore, openMongo } from '../mongo-store.mjs';

/** SET NX PX with a random token, released by a script that compares the token: the library Redlock, one Redis. */
export async function open({ mongoUri, redisPort, ttlMs }) {
  const client = await openMongo(mongoUri).connect();
  const store = new MongoStore(client.db());
  const redis = new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: 3 });
  redis.on('error', () => undefined);
  const redlock = new Redlock([redis], { retryCount: 300, retryDelay: 40, retryJitter: 20 });
  redlock.on('clientError', () => undefined);
  return {
    claim: async (claim, inside) => {
      const lock = await redlock.lock(`lock:${claim.userId}:${claim.eventId}`, ttlMs);
      try {
        return await store.payOnce(claim, inside);
      } finally {
        // One that has expired is somebody else's now, or nobody's.
        await lock.unlock().catch(() => undefined);
      }
    },
  };
}
