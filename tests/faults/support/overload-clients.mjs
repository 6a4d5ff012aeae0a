// Clients of a server that is asked for too much, in a process of their own: what they measure is not their
// own waiting. Reads one JSON object from standard input and writes the phases' results to standard output.
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { Connection, graphqlRequest } from '../../../bench/http-client.mjs';
import { costOf, quantile, residentOf } from '../../../bench/measure.mjs';

const { port, pid, databasePid, operations, phases } = JSON.parse(await text(process.stdin));
const requests = Object.fromEntries(
  Object.entries(operations).map(([name, list]) => [
    name,
    list.map(({ query, variables, token }) => graphqlRequest(query, variables, token)),
  ]),
);

/** One client: as soon as it is answered it asks again; when it is refused it waits as it was told. */
async function client(connection, place, { operation, until, measureFrom }, found) {
  const list = requests[operation];
  for (let n = place; performance.now() < until; n += 1) {
    const begun = performance.now();
    const body = JSON.parse((await connection.send(list[n % list.length])).toString());
    const ended = performance.now();
    const fault = body.errors?.[0]?.extensions;
    const counted = ended >= measureFrom && ended < until;
    if (fault === undefined) {
      if (counted) found.answered.push(ended - begun);
      continue;
    }
    if (counted) {
      found.codes[fault.code] = (found.codes[fault.code] ?? 0) + 1;
      if (fault.retryAfterSeconds >= 1) found.refused.push(ended - begun);
      else found.withoutRetry += 1;
    }
    await Promise.race([sleep((fault.retryAfterSeconds ?? 1) * 1_000), sleep(until - ended)]);
  }
}

/** @returns rates per second and per second of the server's CPU, latencies in ms, memory in MB */
async function run({ operation, clients, seconds, warmUpSeconds = 0 }) {
  const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(port)));
  const begun = performance.now();
  const measureFrom = begun + warmUpSeconds * 1_000;
  const until = measureFrom + seconds * 1_000;
  const found = { answered: [], refused: [], withoutRetry: 0, codes: {} };
  let residentMb = 0;
  const looking = setInterval(() => (residentMb = Math.max(residentMb, residentOf(pid))), 500);
  const working = connections.map((connection, n) =>
    client(connection, n * 7, { operation, until, measureFrom }, found),
  );
  await sleep(measureFrom - performance.now());
  const { cpuMs, foreignCores } = await costOf({ server: pid, database: databasePid }, () =>
    Promise.all(working),
  );
  clearInterval(looking);
  for (const connection of connections) connection.close();
  const spread = (latencies) => {
    const sorted = latencies.sort((a, b) => a - b);
    const at = (share) => (sorted.length === 0 ? 0 : Math.round(quantile(sorted, share)));
    return { median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  };
  return {
    operation,
    clients,
    goodput: Math.round(found.answered.length / seconds),
    perCpuSecond: Math.round(found.answered.length / (cpuMs.server / 1_000)),
    foreignCores,
    answeredMs: spread(found.answered),
    refused: found.refused.length,
    refusedMs: spread(found.refused),
    withoutRetry: found.withoutRetry,
    codes: found.codes,
    residentMb,
  };
}

const results = [];
for (const phase of phases) results.push(await run(phase));
process.stdout.write(JSON.stringify(results));
