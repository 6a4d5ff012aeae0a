import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { childEnvironment } from './child-environment';

const DIST = join(__dirname, '..', '..', 'dist');

export interface Ended {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  /** Added to what `childEnvironment` gives. */
  readonly env?: Record<string, string>;
  /** Its standard input, which then ends. */
  readonly input?: string;
  readonly cwd?: string;
}

/** Runs `dist/main.js` or `dist/cli.js` to its end, as a person or a script would. */
export async function runCommand(
  script: 'main.js' | 'cli.js',
  args: readonly string[],
  { env = {}, input = '', cwd }: Options = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(DIST, script), ...args], {
    env: childEnvironment(env),
    cwd,
  });
  // A command that reads none of it may be gone already.
  child.stdin.on('error', () => undefined).end(input);
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}
