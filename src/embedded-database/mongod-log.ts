import { open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { mongo } from 'mongoose';
import type { MongodExit } from './mongod-process';

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

const EXIT_ADDRESS_IN_USE = 48;
const EXIT_DATA_NEEDS_OTHER_VERSION = 62;
const EXIT_EXCEPTION = 100;

/** Why a mongod ended before it answered. */
export type ExitReason = { kind: 'folder' | 'port' } | { kind: 'other'; text: string };

/** @param logStart size of the log when the mongod was started */
export async function exitReason(exit: MongodExit, logPath: string, logStart: number): Promise<ExitReason> {
  if (exit.code === EXIT_ADDRESS_IN_USE) return { kind: 'port' };
  const log = await readFrom(logPath, logStart);
  if (exit.code === EXIT_EXCEPTION && log.includes('DBPathInUse')) return { kind: 'folder' };
  if (exit.code === EXIT_DATA_NEEDS_OTHER_VERSION) {
    return {
      kind: 'other',
      text:
        'its data was written by another version of MongoDB. Name the binary of that version by ' +
        'MONGOMS_SYSTEM_BINARY, or choose another DATA_DIR.',
    };
  }
  const fault = log
    .split('\n')
    .filter((line) => /"s":"[EF]"/.test(line))
    .at(-1);
  const ended = exit.signal ?? `exit code ${exit.code}`;
  return { kind: 'other', text: `${ended}. ${exit.stderr || (fault ? messageOf(fault) : '')}`.trim() };
}

function messageOf(logLine: string): string {
  try {
    const { msg, attr } = JSON.parse(logLine) as { msg: string; attr?: { error?: unknown } };
    const error = attr?.error;
    return error ? `${msg}: ${typeof error === 'string' ? error : JSON.stringify(error)}` : msg;
  } catch {
    return logLine;
  }
}

/** A mongod that fails at its start writes some kilobytes; the log before them may be huge. */
async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path).catch(() => null);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024 * 1024), 0, 1024 * 1024, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** 0 for a file that does not exist. */
export function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Begins a new log when the current one is large. mongod names the old one after the instant; the latest is kept. */
export async function limitLog(client: mongo.MongoClient, logPath: string): Promise<void> {
  if ((await sizeOf(logPath)) <= LOG_LIMIT_BYTES) return;
  await client.db('admin').command({ logRotate: 'server' });
  const folder = dirname(logPath);
  const rotated = (await readdir(folder)).filter((name) => name.startsWith(`${basename(logPath)}.`)).sort();
  await Promise.all(rotated.slice(0, -1).map((name) => rm(join(folder, name), { force: true })));
}
