import { once } from 'node:events';
import type { ArmedFault } from '../../../src/fault-points';
import { stateOf } from '../../support/processes';
import { MAIN, startServerFrom, type ServerProcess } from '../../support/server-process';
import { until } from '../../support/until';

/** The servers of one service: those that callers know of, and those that a fault has taken from them. */
export class Cluster {
  private servers: ServerProcess[] = [];
  private readonly logs: Array<ServerProcess['log']> = [];

  /** @param main the main module of the build that they run */
  constructor(
    private readonly mongodbUri: string,
    private readonly main = MAIN,
    private readonly env: Record<string, string> = {},
  ) {}

  /** Where calls go now. */
  readonly urls = (): readonly string[] => this.servers.map(({ url }) => url);

  /** @param fault what it does to itself the first time that it comes to a place */
  async start(fault?: ArmedFault): Promise<ServerProcess> {
    const server = await startServerFrom(this.main, {
      MONGODB_URI: this.mongodbUri,
      ...this.env,
      ...(fault && { TEST_FAULT_POINT: `${fault.point}:${fault.signal}` }),
    });
    this.servers.push(server);
    this.logs.push(server.log);
    return server;
  }

  /** What its servers logged at level error, those that have ended too: there it says what an internal error was. */
  errorLines(): string[] {
    return this.logs.flat().filter((line) => line.startsWith('{"level":50'));
  }

  /** Resolves at its death; no more calls go to it. */
  async died({ child }: ServerProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.servers = this.servers.filter((server) => server.child !== child);
  }

  /** Resolves when it stands still; no more calls go to it until `goesOn`. */
  async stopped(server: ServerProcess): Promise<void> {
    await until(() => stateOf(server.child.pid!) === 'T');
    this.servers = this.servers.filter((other) => other !== server);
  }

  goesOn(server: ServerProcess): void {
    server.child.kill('SIGCONT');
    this.servers.push(server);
  }

  /** Ends the oldest as a deployment does; callers are told of it until it has ended. @returns its exit code */
  async drain(): Promise<number | null> {
    const [oldest] = this.servers;
    const code = await oldest!.end();
    if (code !== 0) process.stdout.write(`${oldest!.log.slice(-10).join('\n')}\n`);
    this.servers = this.servers.filter((server) => server !== oldest);
    return code;
  }

  /** At once, for a build from which no good end is expected. */
  async kill(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end('SIGKILL')));
    this.servers = [];
  }

  /** @returns the exit codes: 0 for each that drained; of another, its last lines are shown */
  async end(...servers: ServerProcess[]): Promise<Array<number | null>> {
    const ending = servers.length > 0 ? servers : this.servers;
    this.servers = this.servers.filter((server) => !ending.includes(server));
    return Promise.all(
      ending.map(async (server) => {
        const code = await server.end();
        if (code !== 0) process.stdout.write(`${server.log.slice(-10).join('\n')}\n`);
        return code;
      }),
    );
  }
}
