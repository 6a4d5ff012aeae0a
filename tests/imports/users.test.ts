import { Readable } from 'node:stream';
import { Types } from 'mongoose';
import { ImportRun, type ImportKind } from '../../src/imports/import-run';
import { SourceFile } from '../../src/imports/source-rows';
import { usersImport } from '../../src/imports/users';
import type { User } from '../../src/users/user.model';
import { LoginDocument } from '../generated/documents';
import { startTestServer, type TestServer } from '../support/server';

const PASSWORD = 'correct horse battery';
/** Of PASSWORD, by libxcrypt and Python's hashlib. */
const BCRYPT = '9jFqbQvwHcIPs2FPSZpVze';
const BCRYPT_4 = `$2b$04$${BCRYPT}baM8rflErYxtLlKWpXEXEhd7BC98/.q`;
const BCRYPT_5 = `$2a$05$${BCRYPT}a2H9Ea.UxDuSO57Bn9dmhaJkuOB2jB2`;
const BCRYPT_10 = `$2b$10$${BCRYPT}IVqEaRIMJlIFhzFTLf1uQ2ldTgnxnIK`;
const SCRYPT = '$scrypt$ln=14,r=8,p=1$+hoCA+leijZDLl3zn6oLjw$3/T7+OL5Kq50ctYvPS9SL7A1ryAHjMGZiag+pkxHrU8';
const CRYPT_SCRYPT = '$7$66..../....SodiumChloride$umy4KrbZ9RGUQ52Ive2Wf.TiT28XYJPL0gfYXbFjzmB';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.database.users.deleteMany({});
});
afterAll(() => server.close());

type Row = Partial<Record<'username' | 'passwordHash' | 'issuer' | 'subject', string>>;

/** The import of rows, with the reasons of those that are refused by their lines. */
async function bringIn(
  rows: readonly Row[],
  { dryRun = false, ...changes }: Partial<ImportKind<User>> & { dryRun?: boolean } = {},
) {
  const { database, services } = server;
  const kind = { ...usersImport(database, services.passwords, services.secrets), ...changes };
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const refused: Array<[number, string]> = [];
  const run = new ImportRun(kind, server.services.chainer, server.clock.now, {
    dryRun,
    signal: new AbortController().signal,
    onRefused: (line, reason) => refused.push([line, reason]),
    onProgress: () => undefined,
  });
  const { added, there } = await run.run(
    new SourceFile(Readable.from([Buffer.from(text)]), 'ndjson', kind.columns),
  );
  return { added, there, refused };
}

const namesAndIdentities = async () =>
  (await server.database.users.find().sort({ username: 1 }).toArray()).map(({ username, identities }) => [
    username,
    ...(identities ?? []).map(({ issuer, subject }) => `${issuer}|${subject}`),
  ]);

test('accounts come with the hashes of other systems, and their users log in', async () => {
  const rows = [
    { username: 'by.bcrypt', passwordHash: BCRYPT_4 },
    { username: 'by.scrypt', passwordHash: SCRYPT },
    { username: 'by.crypt', passwordHash: CRYPT_SCRYPT },
  ];
  expect(await bringIn(rows)).toEqual({ added: 3, there: 0, refused: [] });
  for (const { username } of rows) {
    const input = { username, password: PASSWORD };
    expect((await server.anonymous.ask(LoginDocument, { input })).errors).toEqual([]);
  }
});

test('hashes that no login may compute are refused by their lines, without the hash', async () => {
  const { added, refused } = await bringIn([
    { username: 'dear.bcrypt', passwordHash: BCRYPT_4.replace('$04$', '$31$') },
    { username: 'dear.scrypt', passwordHash: SCRYPT.replace('ln=14', 'ln=20') },
    { username: 'cut.bcrypt', passwordHash: BCRYPT_4.slice(0, -1) },
    { username: 'clear.text', passwordHash: PASSWORD },
  ]);
  expect(added).toBe(0);
  expect(refused).toEqual([
    [1, 'passwordHash must have a bcrypt cost of 4 to 12'],
    [2, expect.stringMatching(/^passwordHash must have scrypt parameters/)],
    [3, expect.stringMatching(/^passwordHash must be a hash of argon2id/)],
    [4, expect.stringMatching(/^passwordHash must be a hash of argon2id/)],
  ]);
  expect(JSON.stringify(refused)).not.toMatch(/9jFq|hoCA|correct/);
});

test('imported hashes have four different costs at most, across files, until logins replace them', async () => {
  const fifth = { username: 'fifth.one', passwordHash: BCRYPT_10 };
  const reason = expect.stringMatching(/^passwordHash must have one of the costs/) as string;
  const all = [
    { username: 'first.one', passwordHash: BCRYPT_4 },
    { username: 'second.one', passwordHash: BCRYPT_5 },
    { username: 'third.one', passwordHash: SCRYPT },
    { username: 'fourth.one', passwordHash: CRYPT_SCRYPT },
    fifth,
    { username: 'first.again', passwordHash: BCRYPT_4 },
  ];
  const wanted = { added: 5, there: 0, refused: [[5, reason]] };
  expect(await bringIn(all, { dryRun: true })).toEqual(wanted);
  expect(await bringIn(all)).toEqual(wanted);
  expect(await bringIn([fifth])).toEqual({ added: 0, there: 0, refused: [[1, reason]] });

  const input = { username: 'second.one', password: PASSWORD };
  await server.anonymous.run(LoginDocument, { input });
  expect(await bringIn([fifth])).toEqual({ added: 1, there: 0, refused: [] });
});

test('accounts come with their identities, and a second run finds them', async () => {
  const rows = [
    { username: 'ann.one', issuer: 'game', subject: 'p-1' },
    { username: 'ben.one', issuer: 'game', subject: 'P-1' },
    { username: 'cat.one' },
  ];
  expect(await bringIn(rows)).toEqual({ added: 3, there: 0, refused: [] });
  const stored = [['ann.one', 'game|p-1'], ['ben.one', 'game|P-1'], ['cat.one']];
  expect(await namesAndIdentities()).toEqual(stored);
  expect(await bringIn(rows)).toEqual({ added: 0, there: 3, refused: [] });
  expect(await namesAndIdentities()).toEqual(stored);

  const [upserted] = await server.services.identities.upsert(
    [{ identity: { issuer: 'game', subject: 'p-1' }, username: null }],
    { actor: null, action: 'upsertUsers', now: server.clock.now() },
  );
  expect(upserted).toMatchObject({ created: false });
});

test('identities that are no label of your own, or that belong to another account, are refused', async () => {
  await bringIn([{ username: 'ann.one', issuer: 'game', subject: 'p-1' }, { username: 'cat.one' }]);
  const { added, there, refused } = await bringIn([
    { username: 'new.one', issuer: 'game', subject: 'p-1' },
    { username: 'ann.one', issuer: 'game', subject: 'p-2' },
    { username: 'cat.one', issuer: 'game', subject: 'p-3' },
    { username: 'ann.one' },
    { username: 'new.two', issuer: 'game', subject: 'p-4' },
    { username: 'new.three', issuer: 'game', subject: 'p-4' },
    { username: 'new.four', issuer: 'game' },
    { username: 'new.five', subject: 'p-5' },
    { username: 'new.six', issuer: 'https://login.example', subject: 'p-6' },
    { username: 'new.seven', issuer: 'Game', subject: 'p-7' },
    { username: 'new.eight', issuer: 'game', subject: 's'.repeat(256) },
    { username: 'new.nine', issuer: 'game', subject: 'nul\0' },
  ]);
  expect({ added, there }).toEqual({ added: 1, there: 1 });
  const taken = 'another account has the identity';
  const lacking = 'the account exists without the identity';
  expect(refused).toEqual([
    [1, taken],
    [2, lacking],
    [3, lacking],
    [6, taken],
    [7, 'has an issuer or a subject without the other'],
    [8, 'has an issuer or a subject without the other'],
    [9, expect.stringMatching(/^issuer must not be one whose tokens are verified/)],
    [10, expect.stringMatching(/^issuer must have 1 to 64 characters/)],
    [11, 'subject must have 1 to 255 characters'],
    [12, 'subject must have 1 to 255 characters'],
  ]);
  expect(await namesAndIdentities()).toEqual([['ann.one', 'game|p-1'], ['cat.one'], ['new.two', 'game|p-4']]);
});

test('a row that loses to a concurrent writer is told apart by what it lost: the name, or the identity', async () => {
  const rows = [
    { username: 'ann.one', issuer: 'game', subject: 'p-1' },
    { username: 'ben.one', issuer: 'game', subject: 'p-2' },
  ];
  const outcome = await bringIn(rows, {
    async whileInserting(documents, insert) {
      const [ann, ben] = documents as readonly [User, User];
      const other = { username: 'other.one', usernameKey: 'other.one' };
      await server.database.users.insertMany([
        { ...ann, _id: new Types.ObjectId() },
        { ...ben, ...other, _id: new Types.ObjectId() },
      ]);
      return insert();
    },
  });
  expect(outcome).toEqual({ added: 0, there: 1, refused: [[2, 'another account has the identity']] });
});
