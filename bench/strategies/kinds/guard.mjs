import { MongoStore, openMongo } from '../mongo-store.mjs';

/** This platform's guard without the platform: judge, insert, and the partial unique index refuses the second one. */
export async function open({ mongoUri }) {
  const client = await openMongo(mongoUri).connect();
  const store = new MongoStore(client.db());
  return {
    claim: async (claim, inside) => {
      const row = await store.judge(claim);
      await inside();
      try {
        return await store.insert(row);
      } catch (error) {
        if (error.code !== 11_000) throw error;
        return (await store.find(claim))._id.toHexString();
      }
    },
  };
}
