import mongoose from 'mongoose';
import { startDatabase, startServer, startWorker } from './environment.mjs';
import { Connection, graphqlRequest } from './http-client.mjs';
import { callsOf, costOf, median, quantile, runClients } from './measure.mjs';
import { CLAIM, CREATE_EVENT } from './operations.mjs';
import { openDatabase, seedUsers } from './seed.mjs';

const { Types } = mongoose;
const DAY_MS = 86_400_000;

/** One database with its users, the servers and workers on it, and how they are run against each other. */
export class Stage {
  static async open({ scale, rounds = 3 }) {
    const database = await startDatabase();
    const stage = new Stage(database, scale, rounds);
    // The built server makes the collections and their indexes before anything is written.
    await stage.server('ours', {});
    Object.assign(stage, await openDatabase(database.uri));
    Object.assign(stage, await seedUsers(stage.db, stage.sized(6_000, 300)));
    return stage;
  }

  #running = new Map();
  foreign = [];

  constructor(database, scale, rounds) {
    this.database = database;
    this.scale = scale;
    this.rounds = rounds;
  }

  /** A number of operations, fewer in a short pass. */
  sized(count, least = 1) {
    return Math.max(least, Math.round(count * this.scale));
  }

  /** Starts a server under a name, or finds the one that runs under it. */
  async server(name, options) {
    if (!this.#running.has(name)) this.#running.set(name, await startServer(this.database.uri, options));
    return this.#running.get(name);
  }

  worker(name, script) {
    if (!this.#running.has(name)) this.#running.set(name, startWorker(script, this.database.uri));
    return this.#running.get(name);
  }

  /** Ends what a part started; the built server goes on. */
  async clear() {
    for (const [name, each] of this.#running) {
      if (name === 'ours') continue;
      await each.stop();
      this.#running.delete(name);
    }
  }

  async close() {
    await this.clear();
    await this.#running.get('ours')?.stop();
    await this.client?.close();
    await this.database.stop();
  }

  /**
   * An event that began some days ago.
   *
   * @param stock null: unlimited
   * @param conditions three days in a row by default
   * @param rewards points and a coupon by default
   */
  async createEvent(
    stock = null,
    conditions = [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 3 }],
    rewards = [
      { type: 'POINT', name: 'Points', quantity: 100, ...(stock && { stock: stock * 100 }) },
      { type: 'COUPON', name: 'Coupon', externalId: 'coupon-3-days', ...(stock && { stock }) },
    ],
  ) {
    const { port } = await this.server('ours', {});
    const input = {
      title: `Midnight ${new Types.ObjectId().toHexString()}`,
      startAt: new Date(Date.now() - 12 * DAY_MS).toISOString(),
      endAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      active: true,
      conditions,
      rewards,
    };
    const [answer] = await this.ask(port, 1, [
      graphqlRequest(CREATE_EVENT, { input }, this.operator.accessToken),
    ]);
    const id = answer.data?.createEvent?.event?.id;
    if (!id) throw new Error(`no event: ${JSON.stringify(answer)}`);
    return id;
  }

  claimOf(user, eventId, idempotencyKey = `bench-${eventId}`) {
    return graphqlRequest(CLAIM, { input: { eventId, idempotencyKey } }, user.accessToken);
  }

  /** Sends requests over so many connections; the answers, parsed. */
  async ask(port, clients, requests) {
    return (await this.load(port, clients, requests)).answers.map((body) => JSON.parse(body.toString()));
  }

  async load(port, clients, requests) {
    const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(port)));
    const answers = [];
    try {
      const latencies = await runClients(clients, requests, async (request, place) => {
        answers.push(await connections[place].send(request));
      });
      return { latencies, answers };
    } finally {
      for (const connection of connections) connection.close();
    }
  }

  /** Work of some processes while all other servers and workers stand still: their chores would count for it. */
  async #alone(pids, work) {
    const others = [...this.#running.values()].map(({ pid }) => pid).filter((pid) => !pids.includes(pid));
    for (const pid of others) process.kill(pid, 'SIGSTOP');
    try {
      return await work();
    } finally {
      for (const pid of others) process.kill(pid, 'SIGCONT');
    }
  }

  /**
   * Runs rivals in turn, round by round, so that a slow minute is everybody's, and takes medians.
   *
   * @param rivals each `{ name, pid, operations, run }`; `run` returns its latencies, perhaps with `figures` of
   *   its own, and `prove` compares the rows with its answers
   */
  async compare(rivals, rounds = this.rounds) {
    const runs = new Map(rivals.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const rival of round % 2 === 0 ? rivals : [...rivals].reverse()) {
        const prepared = await rival.prepare?.();
        const pids = { server: rival.pid, database: rival.databasePid ?? this.database.pid };
        const before = await callsOf(rival.db ?? this.db);
        const { result, wallMs, cpuMs, foreignCores, after } = await this.#alone(
          [rival.pid].flat(),
          async () => ({
            ...(await costOf(pids, () => rival.run(prepared))),
            after: await callsOf(rival.db ?? this.db),
          }),
        );
        await rival.prove?.(prepared, result);
        this.foreign.push(foreignCores);
        const count = rival.operations ?? result.latencies.length;
        const sorted = result.latencies.sort((a, b) => a - b);
        runs.get(rival.name).push({
          ...{ rate: (count / wallMs) * 1_000, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) },
          ...{ serverCpuUs: (cpuMs.server / count) * 1_000, databaseCpuUs: (cpuMs.database / count) * 1_000 },
          ...result.figures,
          finds: (after.find - before.find) / count,
          calls: Object.keys(after).reduce((sum, name) => sum + after[name] - before[name], 0) / count,
        });
      }
    }
    const medians = (list) =>
      Object.fromEntries(Object.keys(list[0]).map((key) => [key, median(list.map((run) => run[key]))]));
    return Object.fromEntries([...runs].map(([name, list]) => [name, medians(list)]));
  }
}
