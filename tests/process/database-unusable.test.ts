import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { findMongod } from '../../src/embedded-database/mongod-binary';
import { answers, mongodArguments, spawnMongod } from '../../src/embedded-database/mongod-process';
import { freePort, startMongod, TEST_FOLDER_PREFIX, type TestMongod } from '../support/mongod';
import { runCommand, type Ended } from '../support/run-command';

const SECRET = 'a secret of the tests that is long enough';
/** Most servers and commands wait until the driver gives up, so several wait together. */
const LANES = 4;
type Scripts = ReadonlyArray<'main.js' | 'cli.js'>;
const SERVER: Scripts = ['main.js'];
const BOTH: Scripts = ['main.js', 'cli.js'];

let mongod: TestMongod;
const others: Server[] = [];

async function refusalsOf(MONGODB_URI: string, scripts: Scripts = BOTH): Promise<Ended[]> {
  const env = { MONGODB_URI, JWT_SECRET: SECRET, PORT: '0' };
  return Promise.all(
    scripts.map((script) => runCommand(script, script === 'cli.js' ? ['check'] : [], { env })),
  );
}
function expectRefusal(ended: readonly Ended[], why: RegExp): void {
  for (const { code, stderr } of ended) {
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The database that MONGODB_URI names can't be (reached|used): [^\n]*\n$/);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/canary|127\.0\.0\.1/);
  }
}

type Address = () => string | Promise<string>;
/** Server and command connect by the same function: the command is run on an address of each kind. */
const ADDRESSES: Array<[title: string, rest: Address, why: RegExp, scripts?: Scripts]> = [
  ['a host that nobody knows', () => 'canary:canary@nosuch.invalid/mydb', /host.* \((ENOTFOUND|EAI_AGAIN)\)/],
  [
    'a port at which nothing listens',
    () => 'canary:canary@127.0.0.1:1/mydb',
    /nothing listens .*ECONNREFUSED/,
    BOTH,
  ],
  ['the name of another set', () => `127.0.0.1:${mongod.port}/mydb?replicaSet=canary`, /none .* replica set/],
  ['a password that is not escaped', () => 'canary:c@n@ry@127.0.0.1/mydb', /no connection string.*%40/, BOTH],
  ['a password with a stray %', () => 'canary:can%ary@127.0.0.1/mydb', /no connection string.*%40/],
  ['a port that there is not', () => '127.0.0.1:99999/mydb', /no connection string/],
  [
    'an option that needs another read preference',
    () => '127.0.0.1/mydb?readPreference=secondary&maxStalenessSeconds=90',
    /read from the primary: remove readPreference/,
  ],
  [
    'a smallest pool above the largest',
    () => `127.0.0.1:${mongod.port}/mydb?minPoolSize=6&maxPoolSize=5`,
    /minPoolSize is above maxPoolSize/,
  ],
  [
    'options that exclude each other',
    () => '127.0.0.1/mydb?tls=true&tlsInsecure=true&tlsAllowInvalidCertificates=true',
    /: tlsAllowInvalidCertificates, tlsInsecure\./,
  ],
  ['an option without its value', () => '127.0.0.1/mydb?replicaSet=', /: replicaSet\./],
  ['an option that there is not', () => '127.0.0.1/mydb?canary=1', /no connection string.*Spell options/],
  ['a name with a space', () => `127.0.0.1:${mongod.port}/canary%20db`, /its name has a character/],
  ['a name with a dot', () => `127.0.0.1:${mongod.port}/canary.db`, /its name has a character/],
  ['a name with a dollar sign', () => `127.0.0.1:${mongod.port}/canary$db`, /its name has a character/],
  ['a name of 64 bytes', () => `127.0.0.1:${mongod.port}/${'x'.repeat(64)}`, /longer than 63 bytes/],
  ['the database local', () => `127.0.0.1:${mongod.port}/local`, /local is not replicated/, BOTH],
  ...(
    [
      ['that closes at once', (socket) => socket.destroy()],
      ['that speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')],
      ['that greets first, as SSH does', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
      ['that says nothing', () => undefined],
    ] as Array<[string, (socket: Socket) => unknown]>
  ).map(([title, onConnect]): [string, Address, RegExp] => [
    `a server of another kind, ${title},`,
    async () => `canary:canary@127.0.0.1:${await listen(onConnect)}/mydb`,
    /Is it MongoDB, and does it want TLS/,
  ]),
];

async function listen(onConnect: (socket: Socket) => unknown): Promise<number> {
  const other = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnect(socket);
  });
  others.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return (other.address() as AddressInfo).port;
}

const refusals = new Map<string, Promise<Ended[]>>();
beforeAll(async () => {
  mongod = await startMongod();
  const lanes: Array<Promise<unknown>> = Array.from({ length: LANES }, () => Promise.resolve());
  for (const [n, [title, rest, , scripts = SERVER]] of ADDRESSES.entries()) {
    const ended = lanes[n % LANES]!.then(async () => refusalsOf(`mongodb://${await rest()}`, scripts));
    refusals.set(title, ended);
    lanes[n % LANES] = ended;
  }
});
afterAll(async () => {
  for (const other of others) other.close();
  await mongod.stop();
});

test.each(ADDRESSES)('%s is reported as such, without the address', async (title, _rest, why) => {
  expectRefusal(await refusals.get(title)!, why);
});

test.each([
  [
    'that has its name in capitals',
    'PROBE',
    (client: mongo.MongoClient) => client.db('probe').createCollection('any'),
    /another database has this name in other upper and lower case letters\.\n$/,
  ],
  [
    'whose collection has a validator',
    'validated',
    (client: mongo.MongoClient) =>
      client.db('validated').createCollection('settings', { validator: { never: true } }),
    /a collection has a validator that refuses .*\.\n$/,
  ],
  [
    'whose collection is a view',
    'viewed',
    (client: mongo.MongoClient) =>
      client.db('viewed').createCollection('rewardrequests', { viewOn: 'others', pipeline: [] }),
    /collection rewardrequests is a view, not a plain collection\. .*\n$/,
  ],
] as const)('a start on a database %s ends with one line', async (_what, name, prepare, why) => {
  const client = new mongo.MongoClient(mongod.uri);
  try {
    await prepare(client);
  } finally {
    await client.close();
  }
  const uri = `mongodb://127.0.0.1:${mongod.port}/${name}?replicaSet=rs0`;
  const env = { MONGODB_URI: uri, JWT_SECRET: SECRET, PORT: '0' };
  const { code, stderr } = await runCommand('main.js', [], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The database [^\n]*\n$/);
  expect(stderr).toMatch(why);
});

test('a set that nobody has initiated has no primary', async () => {
  const alone = await startMongod({ initiate: false });
  try {
    expectRefusal(
      await refusalsOf(`mongodb://127.0.0.1:${alone.port}/mydb?replicaSet=rs0`),
      /no primary. Was .* initiated/,
    );
  } finally {
    await alone.stop();
  }
});

test('a database that is no replica set is refused before anything is written to it', async () => {
  const folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  const port = await freePort();
  const { path } = await findMongod();
  const alone = spawnMongod(path, mongodArguments(port, folder, join(folder, 'mongod.log')));
  try {
    expect(await answers(alone, port)).toBe(true);
    expectRefusal(
      await refusalsOf(`mongodb://127.0.0.1:${port}/mydb`),
      /it is neither a member of a replica set nor a router/,
    );
  } finally {
    await alone.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('a MongoDB that is too old is refused by its version', async () => {
  const { port, close } = await aged(mongod.port);
  try {
    const uri = `mongodb://127.0.0.1:${port}/mydb?directConnection=true`;
    expectRefusal(await refusalsOf(uri, SERVER), /older than MongoDB 6\.0/);
  } finally {
    close();
  }
});

/** A link to a mongod that says it is 5.0, whatever it is. */
async function aged(mongodPort: number): Promise<{ port: number; close: () => void }> {
  const WIRE_VERSION_OF_5_0 = 13;
  const name = Buffer.from('\x10maxWireVersion\0');
  const server = createServer((client) => {
    const real = connect(mongodPort, '127.0.0.1');
    client.on('error', () => undefined).on('close', () => real.destroy());
    real.on('error', () => undefined).on('close', () => client.destroy());
    client.on('data', (chunk) => real.write(chunk));
    real.on('data', (chunk: Buffer) => {
      const at = chunk.indexOf(name);
      if (at >= 0) chunk.writeInt32LE(WIRE_VERSION_OF_5_0, at + name.length);
      client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
