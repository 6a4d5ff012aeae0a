import { Readable } from 'node:stream';
import { runCommandLine } from '../../src/cli/run-command';
import { childEnvironment } from './child-environment';
import type { Ended, Options } from './run-command';

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of `cli.js` in this process, which saves the second that a process takes to load. One
 * command runs after the other: they have the standard streams and the environment of the process to themselves.
 */
export function runCommandHere(
  args: readonly string[],
  { env = {}, input = '' }: Omit<Options, 'cwd'> = {},
): Promise<Ended> {
  const ended = last.then(() => withOwnStreams(env, input, () => runCommandLine(args)));
  last = ended.catch(() => undefined);
  return ended;
}

async function withOwnStreams(
  env: Record<string, string>,
  input: string,
  run: () => Promise<number>,
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const streams = (['stdout', 'stderr'] as const).map((name) => ({ name, stream: process[name] }));
  const before = {
    env: process.env,
    stdin: Object.getOwnPropertyDescriptor(process, 'stdin')!,
    streams: streams.map(({ stream }) => ({ write: Reflect.get(stream, 'write'), isTTY: stream.isTTY })),
  };
  process.env = childEnvironment(env);
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([Buffer.from(input)]) });
  for (const { name, stream } of streams) {
    const write = (chunk: string) => {
      written[name] += chunk;
      return true;
    };
    Object.assign(stream, { write, isTTY: false });
  }
  try {
    return { code: await run(), ...written };
  } finally {
    process.env = before.env;
    Object.defineProperty(process, 'stdin', before.stdin);
    streams.forEach(({ stream }, place) => Object.assign(stream, before.streams[place]));
  }
}
