import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { claim, openStage, TTL_MS } from './stage.mjs';

const STORM = { users: 20, times: 20 };
const STOPS = 3;
const STOPPED_MS = TTL_MS + 1_500;
/** A client gives up an answer and asks the other server, until a claim has taken too long. */
const ANSWER_LIMIT_MS = 4_000;
const CLAIM_LIMIT_MS = 25_000;
const OUTAGE = { seconds: 18, clients: 12, killAfterMs: 4_000, downMs: 2_000, users: 400 };

export async function proveCorrectness(strategies) {
  const results = [];
  for (const strategy of strategies) {
    const of = (scenario, figures) => {
      results.push({ strategy: strategy.name, scenario, ...figures });
      process.stdout.write(`${strategy.name}, ${scenario}: ${JSON.stringify(figures)}\n`);
    };
    const open = () => openStage(strategy, { members: 3, servers: 2, users: OUTAGE.users, events: 40 });
    await withStage(open, async (stage) => {
      of('storm', await storm(stage));
      of('stopped', await stopped(stage));
    });
    if (strategy.needs.includes('redis'))
      of('brokerKilled', await withStage(open, (stage) => outage(stage, () => stage.broker)));
    of(
      'databaseKilled',
      await withStage(open, (stage) => outage(stage, () => stage.mongo?.primary() ?? stage.postgres)),
    );
  }
  return results;
}

async function withStage(open, work) {
  const stage = await open();
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

/** The same claim many times at once, over both servers. */
async function storm(stage) {
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: STORM.users * STORM.times }, (_, n) =>
      claim(stage.servers[n % 2], { userId: `u${n % STORM.users}`, eventId: 'e0' }, CLAIM_LIMIT_MS).then(
        (id) => ({ id }),
        (error) => ({ error }),
      ),
    ),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const paid = [...(await stage.paid()).entries()].filter(([pair]) => pair.endsWith(':e0'));
  return {
    users: STORM.users,
    claims: answers.length,
    paidTwice: paid.filter(([, ids]) => ids.length > 1).length,
    neverPaid: STORM.users - paid.length,
    unanswered: answers.filter(({ error }) => error).length,
    seconds,
  };
}

/** A server stops between its check and its insert for longer than the lock lives; the user asks the other one. */
async function stopped(stage) {
  let failed = 0;
  for (let n = 0; n < STOPS; n += 1) {
    const variables = { userId: `u${n}`, eventId: 'e1' };
    const settle = (promise) => promise.catch(() => void (failed += 1));
    const first = settle(claim(stage.servers[0], { ...variables, stopInside: true }, CLAIM_LIMIT_MS));
    const halted = await untilStopped(stage.servers);
    await sleep(STOPPED_MS);
    const other = stage.servers.find((server) => server !== halted);
    // The stop is for the first process only.
    const second = settle(claim(other, variables, CLAIM_LIMIT_MS));
    await Promise.race([second, sleep(8_000)]);
    halted.child.kill('SIGCONT');
    await Promise.all([first, second]);
    await sleep(300);
  }
  const paid = [...(await stage.paid()).entries()].filter(([pair]) => pair.endsWith(':e1'));
  return {
    users: STOPS,
    paidTwice: paid.filter(([, ids]) => ids.length > 1).length,
    neverPaid: STOPS - paid.length,
    unanswered: failed,
  };
}

async function untilStopped(servers) {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = servers.find(({ child }) => /\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
    if (found) return found;
    await sleep(25);
  }
  throw new Error('no server stopped itself');
}

/** Claims go on while a service is killed; clients repeat a claim until it is answered. */
async function outage(stage, serviceOf) {
  const acknowledged = [];
  const answeredAt = [];
  let unanswered = 0;
  let errors = 0;
  let next = 0;
  const begun = performance.now();
  const client = async (place) => {
    while (performance.now() - begun < OUTAGE.seconds * 1_000) {
      const n = next++;
      const variables = {
        userId: `u${n % OUTAGE.users}`,
        eventId: `e${2 + (Math.floor(n / OUTAGE.users) % 38)}`,
      };
      if (Math.floor(n / OUTAGE.users) >= 38) return;
      const since = performance.now();
      let tries = place;
      for (;;) {
        try {
          const id = await claim(stage.servers[tries++ % 2], variables, ANSWER_LIMIT_MS);
          acknowledged.push({ pair: `${variables.userId}:${variables.eventId}`, id });
          answeredAt.push(performance.now() - begun);
          break;
        } catch {
          errors += 1;
          if (performance.now() - since > CLAIM_LIMIT_MS) {
            unanswered += 1;
            break;
          }
          await sleep(100);
        }
      }
      // A steady stream: what is tested is the outage and not the most that it can do.
      await sleep(20);
    }
  };
  const clients = Array.from({ length: OUTAGE.clients }, (_, place) => client(place));
  await sleep(OUTAGE.killAfterMs);
  const service = await serviceOf();
  await service.kill();
  if (service.restart && !stage.mongo?.primary) await sleep(OUTAGE.downMs).then(() => service.restart());
  else if (service === stage.broker) await sleep(OUTAGE.downMs).then(() => service.restart());
  await Promise.all(clients);
  // Workers of a queue may still be busy.
  await sleep(3_000);
  const paid = await stage.paid();
  const times = [0, ...answeredAt.sort((a, b) => a - b)];
  const gap = Math.max(...times.slice(1).map((time, at) => time - times[at]));
  return {
    claims: acknowledged.length + unanswered,
    paidTwice: [...paid.values()].filter((ids) => ids.length > 1).length,
    lost: acknowledged.filter(({ pair, id }) => !paid.get(pair)?.includes(String(id))).length,
    unanswered,
    errors,
    silentSeconds: gap / 1_000,
  };
}
