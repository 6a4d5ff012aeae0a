import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config';
import { StartupFault } from '../startup-fault';

const GENERATED_BYTES = 48;
const GENERATED_CHARACTERS = 64;

/**
 * What tokens are signed with: JWT_SECRET, or outside production a random one that is made once and kept in
 * the data folder, so that a restart ends no login.
 *
 * @throws StartupFault when the kept secret can be neither made nor read, or is not one
 */
export function loadJwtSecret(config: Pick<Config, 'jwtSecret' | 'production' | 'dataDir'>): string {
  if (config.jwtSecret !== undefined) return config.jwtSecret;
  if (config.production) throw new StartupFault('JWT_SECRET is required in production');
  const path = join(config.dataDir, 'jwt-secret');
  try {
    mkdirSync(config.dataDir, { recursive: true });
    const made = randomBytes(GENERATED_BYTES).toString('base64url');
    // Of two servers that start at once, one makes the file and the other reads it.
    writeFileSync(path, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new StartupFault(`The token secret cannot be stored in ${path} (${code}).`);
    return readKept(path);
  }
}

function readKept(path: string): string {
  // The file is there a moment before its text is.
  for (let attempt = 0; attempt < 100; attempt++) {
    const kept = readFileSync(path, 'utf8').trim();
    if (kept.length >= GENERATED_CHARACTERS) return kept;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  throw new StartupFault(
    `${path} does not contain a token secret. Remove the file, and a new secret will be generated.`,
  );
}
