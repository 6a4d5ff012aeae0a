import { Queue, QueueEvents, Worker } from 'bullmq';
import { MongoStore, openMongo } from '../mongo-store.mjs';

const PARTITIONS = 8;
const ANSWER_LIMIT_MS = 10_000;

/**
 * BullMQ: a queue for each hash of the user, with one job at a time in all processes together, so that claims of one
 * user never run at once. The job's id is the claim, so that a repeated claim is the same job.
 */
export async function open({ mongoUri, redisPort, ttlMs, stopIfFirst }) {
  const client = await openMongo(mongoUri).connect();
  const store = new MongoStore(client.db());
  const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
  // One listener for each job that is waited for.
  const quiet = (part) => part.setMaxListeners(0).on('error', () => undefined);
  const partitions = await Promise.all(
    Array.from({ length: PARTITIONS }, async (_, at) => {
      const name = `claims-${at}`;
      const queue = quiet(new Queue(name, { connection }));
      const events = quiet(new QueueEvents(name, { connection }));
      await queue.setGlobalConcurrency(1);
      const options = {
        connection,
        concurrency: 1,
        lockDuration: ttlMs,
        stalledInterval: ttlMs / 2,
        maxStalledCount: 3,
      };
      quiet(new Worker(name, (job) => store.payOnce(job.data, () => stopIfFirst(job.data)), options));
      await events.waitUntilReady();
      return { queue, events };
    }),
  );
  return {
    claim: async (claim) => {
      const { queue, events } = partitions[hashOf(claim.userId) % PARTITIONS];
      const jobId = `${claim.userId}.${claim.eventId}`;
      const job = await queue.add('claim', claim, {
        jobId,
        attempts: 3,
        removeOnComplete: { age: 60 },
        removeOnFail: true,
      });
      return job.waitUntilFinished(events, ANSWER_LIMIT_MS);
    },
  };
}

function hashOf(text) {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return hash;
}
