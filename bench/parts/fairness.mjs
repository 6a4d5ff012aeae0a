import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { callersOf } from '../fairness-callers.mjs';
import { openCrowded } from '../fairness-data.mjs';
import { Connection, graphqlRequest } from '../http-client.mjs';
import { median, quantile } from '../measure.mjs';
import { CHECK_IN, LOGIN } from '../operations.mjs';
import { PASSWORD } from '../seed.mjs';

const CLIENTS = 64;
const PARALLEL = 64;
const RUN_MS = 5_000;
const WARM_MS = 1_000;
const USERS = 3_000;

const PAGE_OF_EVENTS = `query ($first: Int!) {
  events(first: $first) { nodes { id title startAt endAt state rewards { name quantity } } pageInfo { hasNextPage } }
}`;

/**
 * Measures how much one caller with 64 parallel costly operations slows 64 others that claim, check in, log in and load
 * pages.
 * Each run has a twin without the caller right before it.
 */
export async function fairness(stage) {
  const crowded = await openCrowded(stage.sized(USERS, 300));
  const runMs = Math.max(1_500, RUN_MS * Math.min(1, stage.scale * 4));
  try {
    const results = {};
    const crowds = { claims: () => only('claims', crowded), mixed: () => everyKind(crowded) };
    for (const crowd of Object.values(crowds)) await run(crowded, crowd(), runMs);
    for (const [caller, documents] of Object.entries(callersOf(crowded))) {
      results[caller] = {};
      for (const [name, crowd] of Object.entries(crowds)) {
        const pairs = [];
        for (let round = 0; round < stage.rounds; round += 1) {
          const alone = await run(crowded, crowd(), runMs);
          const beside = await run(crowded, crowd(), runMs, requestsOf(caller, documents, crowded));
          pairs.push({ alone, beside });
        }
        for (const [kind, figures] of Object.entries(compare(pairs))) {
          results[caller][name === 'claims' ? 'claims alone' : kind] = figures;
        }
      }
    }
    return results;
  } finally {
    await crowded.close();
  }
}

function requestsOf(caller, documents, { staff, users }) {
  // The last user is none of the crowd.
  const account = caller === 'anonymous' ? null : (staff[caller] ?? users.at(-1));
  return documents.map((document) => graphqlRequest(document, {}, account?.accessToken));
}

/** Endless jobs of each kind: the request, and what its answer holds when it was done. */
function jobsOf({ users, eventIds, logins }) {
  const others = users.slice(0, -1);
  const places = { claims: 0, checkIns: 0, pages: 0 };
  const userAt = (n) => others[n % others.length];
  const next = (kind) => {
    const n = places[kind]++;
    return { n, user: userAt(n) };
  };
  return {
    claims: () => {
      const { n, user } = next('claims');
      const eventId = eventIds[Math.floor(n / others.length) % eventIds.length].toHexString();
      const input = { eventId, idempotencyKey: `bench-${eventId}` };
      return [graphqlRequest(CLAIM_BRIEF, { input }, user.accessToken), '"SUCCESS"'];
    },
    checkIns: () => [graphqlRequest(CHECK_IN, {}, next('checkIns').user.accessToken), '"attendance":{'],
    logins: () => {
      // Not from the first user again in each run: the 21st login of an account ends its first one.
      const { username } = userAt(logins.count++);
      return [graphqlRequest(LOGIN, { input: { username, password: PASSWORD } }), '"accessToken"'];
    },
    pages: () => [
      graphqlRequest(PAGE_OF_EVENTS, { first: 20 }, next('pages').user.accessToken),
      '"nodes":[{',
    ],
  };
}

const CLAIM_BRIEF = `mutation ($input: RequestRewardInput!) {
  requestReward(input: $input) { request { id status } userErrors { code } }
}`;

function only(kind, crowded) {
  const jobs = jobsOf(crowded);
  return Array.from({ length: CLIENTS }, () => ({ kind, job: jobs[kind] }));
}

function everyKind(crowded) {
  const jobs = Object.entries(jobsOf(crowded));
  return Array.from({ length: CLIENTS }, (_, place) => {
    const [kind, job] = jobs[place % jobs.length];
    return { kind, job };
  });
}

/** The others for so long, with the caller beside them if there is one; by kind their rate and latencies. */
async function run({ reset, server }, crowd, runMs, callerRequests) {
  await reset();
  const caller = callerRequests && (await startCaller(server.port, callerRequests));
  const connections = await Promise.all(crowd.map(() => Connection.open(server.port)));
  const latencies = {};
  try {
    const begun = performance.now() + WARM_MS;
    const end = begun + runMs;
    caller?.countFrom(begun);
    const client = async ({ kind, job }, connection) => {
      const own = (latencies[kind] ??= []);
      for (let now = performance.now(); now < end; now = performance.now()) {
        const [request, sign] = job();
        const answer = await connection.send(request);
        if (!answer.includes(sign)) throw new Error(`${kind}: ${answer.toString().slice(0, 300)}`);
        if (performance.now() >= begun) own.push(performance.now() - now);
      }
    };
    await Promise.all(crowd.map((each, place) => client(each, connections[place])));
    const seconds = (performance.now() - begun) / 1_000;
    const figures = Object.entries(latencies).map(([kind, list]) => {
      const sorted = list.sort((a, b) => a - b);
      // One that was never answered took as long as the run.
      const [p50 = runMs, p99 = runMs] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
      return [kind, { rate: list.length / seconds, p50, p99 }];
    });
    return { kinds: Object.fromEntries(figures), caller: caller && caller.figures(seconds) };
  } finally {
    for (const connection of connections) connection.close();
    await caller?.stop();
  }
}

/** Sends the costly operations in turn over 64 connections, as fast as they are answered. */
async function startCaller(port, requests) {
  const connections = await Promise.all(Array.from({ length: PARALLEL }, () => Connection.open(port)));
  let [done, from, answered, refused] = [false, Infinity, 0, 0];
  let next = 0;
  for (const connection of connections) {
    void (async () => {
      while (!done) {
        const answer = await connection.send(requests[next++ % requests.length]);
        if (performance.now() < from) continue;
        if (answer.subarray(0, 2_000).includes('"RATE_LIMITED"')) refused += 1;
        else answered += 1;
      }
    })();
  }
  return {
    countFrom: (instant) => (from = instant),
    figures: (seconds) => ({ rate: answered / seconds, refused: refused / seconds }),
    stop: async () => {
      done = true;
      for (const connection of connections) connection.close();
      // Reads that have no caller any more end.
      await sleep(500);
    },
  };
}

function compare(pairs) {
  const kinds = Object.keys(pairs[0].alone.kinds);
  const medianOf = (valueOf) => median(pairs.map(valueOf));
  return Object.fromEntries(
    kinds.map((kind) => {
      const side = (name) => ({
        rate: medianOf((pair) => pair[name].kinds[kind].rate),
        p50: medianOf((pair) => pair[name].kinds[kind].p50),
        p99: medianOf((pair) => pair[name].kinds[kind].p99),
      });
      return [
        kind,
        {
          ...{ alone: side('alone'), beside: side('beside') },
          rateRatio: medianOf(({ alone, beside }) => beside.kinds[kind].rate / alone.kinds[kind].rate),
          p99Ratio: medianOf(({ alone, beside }) => beside.kinds[kind].p99 / alone.kinds[kind].p99),
          callerRate: medianOf(({ beside }) => beside.caller.rate),
          callerRefused: medianOf(({ beside }) => beside.caller.refused),
        },
      ];
    }),
  );
}
