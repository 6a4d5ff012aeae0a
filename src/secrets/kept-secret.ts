import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupFault } from '../startup-fault';

interface KeptSecret {
  /** Its file in the data folder. */
  readonly file: string;
  /** As a sentence names it, such as `token secret`. */
  readonly name: string;
  readonly generate: () => string;
  readonly isWhole: (text: string) => boolean;
}

/**
 * A secret that is generated once and kept in the data folder, for use outside production.
 *
 * @throws StartupFault when it can be neither stored nor read, or the file contains something else
 */
export function keptSecret(dataDir: string, { file, name, generate, isWhole }: KeptSecret): string {
  const path = join(dataDir, file);
  try {
    mkdirSync(dataDir, { recursive: true });
    const generated = generate();
    // Of two servers that start at once, one creates the file and the other reads it.
    writeFileSync(path, generated, { flag: 'wx', mode: 0o600 });
    return generated;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new StartupFault(`The ${name} cannot be stored in ${path} (${code}).`);
  }
  // The file exists a moment before its text does.
  for (let attempt = 0; attempt < 100; attempt++) {
    const kept = readFileSync(path, 'utf8').trim();
    if (isWhole(kept)) return kept;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  throw new StartupFault(
    `${path} does not contain a ${name}. Remove the file, and a new one will be generated.`,
  );
}
