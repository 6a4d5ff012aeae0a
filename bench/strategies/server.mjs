import { setImmediate } from 'node:timers';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fastify from 'fastify';
import mercurius from 'mercurius';

/** A server of one strategy: everything but the strategy is the same for all of them. */
const { STRATEGY, PORT, STOP_FOLDER, MONGO_URI, REDIS_PORT, POSTGRES_PORT, TTL_MS } = process.env;

const { open } = await import(`./kinds/${STRATEGY}.mjs`);
const strategy = await open({
  mongoUri: MONGO_URI,
  redisPort: Number(REDIS_PORT),
  postgresPort: Number(POSTGRES_PORT),
  ttlMs: Number(TTL_MS),
  stopIfFirst,
});

/** The first process that gets here with such a claim stops itself, as a virtual machine that is moved does. */
async function stopIfFirst({ userId, eventId, stopInside }) {
  if (!stopInside) return;
  try {
    openSync(join(STOP_FOLDER, `${userId}-${eventId}`), 'wx');
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGSTOP');
  // The signal arrives on the next turn.
  await new Promise((resolve) => setImmediate(resolve));
}

const http = fastify({ logger: false });
await http.register(mercurius, {
  schema: `type Query { ready: Boolean! }
    type Request { id: ID! status: String! }
    type Mutation { requestReward(userId: ID!, eventId: ID!, stopInside: Boolean): Request! }`,
  resolvers: {
    Query: { ready: () => true },
    Mutation: {
      requestReward: async (_root, claim) => ({
        id: await strategy.claim(claim, () => stopIfFirst(claim)),
        status: 'SUCCESS',
      }),
    },
  },
  jit: 1,
});
await http.listen({ host: '127.0.0.1', port: Number(PORT) });
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
