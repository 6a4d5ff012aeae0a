import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * Writes one deflated entry of a zip archive to `target`.
 * Reads as much of the format as a wheel of known content needs: no zip64, no encryption; the caller
 * has checked the archive's hash, so the entry's own checksum is not looked at again.
 */
export async function extractZipEntry(archive: Buffer, name: string, target: string): Promise<void> {
  const stream = createWriteStream(target, { flags: 'wx', mode: 0o755 });
  await once(stream, 'open');
  await pipeline(Readable.from([deflatedBytes(archive, name)]), createInflateRaw(), stream);
}

function deflatedBytes(archive: Buffer, name: string): Buffer {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error('not a zip archive');

  const entries = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < entries && archive.readUInt32LE(at) === DIRECTORY_ENTRY; i++) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      if (archive.readUInt16LE(at + 10) !== DEFLATED) throw new Error(`${name} is not deflated`);
      const size = archive.readUInt32LE(at + 20);
      const header = archive.readUInt32LE(at + 42);
      // The local header's extra field may differ in length from the directory's.
      const data = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      return archive.subarray(data, data + size);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the archive holds no ${name}`);
}
