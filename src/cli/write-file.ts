import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { StartupFault } from '../startup-fault';
import { fileFault } from './file-fault';

/**
 * The file that a rename may replace: links are followed, so that they stay links.
 *
 * @throws StartupFault for anything else than a regular file, such as a device, a pipe or a folder
 */
export async function replaceableFile(path: string): Promise<string> {
  const link = await lstat(path).catch(() => null);
  if (link === null) return path;
  const target = await realpath(path).catch(() => null);
  if (target === null) throw new StartupFault('The file of --out is a link without a target.');
  if (!(await stat(target)).isFile()) throw new StartupFault('The file of --out is not a regular file.');
  return target;
}

/** Another name beside a file, of no other run, nor of one that was killed: a container's process ids are the same each time. */
export function partOf(file: string): string {
  return `${file}.${randomUUID()}.part`;
}

/** Beside its place, then renamed: nobody finds half a file. @throws StartupFault when the system refuses it */
export async function writeFile(file: string, text: string | AsyncIterable<string>): Promise<void> {
  const part = partOf(file);
  try {
    const handle = await open(part, 'wx');
    try {
      if (typeof text === 'string') await handle.appendFile(text);
      else for await (const piece of text) await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    throw fileFault('file', error);
  } finally {
    await rm(part, { force: true });
  }
}
