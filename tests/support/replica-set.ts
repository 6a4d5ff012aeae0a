import { connectDirectly } from '../../src/embedded-database/mongod-process';
import { startMongod, type StartMongodOptions, type TestMongod } from './mongod';
import { until } from './until';

/** A primary that is silent for so long is replaced; mongod's own default is 10 s, too long for a test. */
const ELECTION_TIMEOUT_MS = 1_500;
const HEARTBEAT_MS = 500;
/** As soon should a secondary look for another node to follow; mongod's own default is 5 s. */
const SILENT_SOURCE = ['--setParameter', 'oplogNetworkTimeoutBufferSeconds=1'];
const SET_NAME = 'rs0';

export interface ReplicaSet {
  readonly uri: string;
  /** Port of the one that a majority takes for the primary. */
  primaryPort(): Promise<number>;
  /** SIGKILL, as a crash is. */
  kill(port: number): Promise<void>;
  /** SIGSTOP: its connections stay open, and nothing answers. */
  freeze(port: number): void;
  thaw(port: number): void;
  /** On the folder and port that a killed one left. */
  restart(port: number): Promise<void>;
  /** Resolves with the port of a primary that takes writes, other than `not`. */
  elected(not?: number): Promise<number>;
  readonly ports: readonly number[];
  /** Where a member keeps its data. */
  folderOf(port: number): string;
  stop(): Promise<void>;
}

/** Three mongod on loopback as one set, with a short election timeout. */
export async function startReplicaSet(options: StartMongodOptions = {}): Promise<ReplicaSet> {
  const start = (more: StartMongodOptions = {}) =>
    startMongod({
      ...options,
      ...more,
      args: [...SILENT_SOURCE, ...(options.args ?? [])],
      initiate: false,
    });
  const nodes = await Promise.all([start(), start(), start()]);
  const byPort = new Map<number, TestMongod>(nodes.map((node) => [node.port, node]));
  const ports = nodes.map(({ port }) => port);
  const stopped = new Set<number>();

  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  const first = connectDirectly(ports[0]!);
  try {
    await first.db('admin').command({
      replSetInitiate: {
        _id: SET_NAME,
        members: hosts.map((host, _id) => ({ _id, host })),
        settings: { electionTimeoutMillis: ELECTION_TIMEOUT_MS, heartbeatIntervalMillis: HEARTBEAT_MS },
      },
    });
  } finally {
    await first.close();
  }

  async function isPrimary(port: number): Promise<boolean> {
    if (stopped.has(port)) return false;
    const client = connectDirectly(port);
    try {
      const hello = await client.db('admin').command({ hello: 1 });
      return hello.isWritablePrimary === true;
    } catch {
      return false;
    } finally {
      await client.close();
    }
  }
  const findPrimary = async (not?: number) => {
    for (const port of ports) if (port !== not && (await isPrimary(port))) return port;
    return null;
  };

  const set: ReplicaSet = {
    uri: `mongodb://${hosts.join(',')}/?replicaSet=${SET_NAME}`,
    ports,
    folderOf: (port) => byPort.get(port)!.folder,
    primaryPort: () => until(() => findPrimary()),
    elected: (not) => until(() => findPrimary(not)),
    async kill(port) {
      stopped.add(port);
      await byPort.get(port)!.kill();
    },
    freeze(port) {
      stopped.add(port);
      process.kill(byPort.get(port)!.pid, 'SIGSTOP');
    },
    thaw(port) {
      process.kill(byPort.get(port)!.pid, 'SIGCONT');
      stopped.delete(port);
    },
    async restart(port) {
      byPort.set(port, await start({ port, folder: byPort.get(port)!.folder }));
      stopped.delete(port);
    },
    async stop() {
      // What stands still would not hear the request to end.
      await Promise.all([...byPort.values()].map((node) => node.kill().then(() => node.stop())));
    },
  };
  await set.primaryPort();
  return set;
}
