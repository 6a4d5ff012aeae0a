import { passwordFault, Passwords } from '../../src/users/passwords';

const passwords = new Passwords();
const ACCOUNT = ['site', 'network', 'account'] as const;

test('hashes are argon2id with 19 MiB, two passes and one lane, each with its own salt', async () => {
  const [first, second] = await Promise.all([
    passwords.hash('one and the same'),
    passwords.hash('one and the same'),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(second).not.toBe(first);
  await expect(passwords.verify(first, 'one and the same')).resolves.toBe(true);
});

test('passwords are compared byte by byte', async () => {
  const hash = await passwords.hash('caf\u00e9 caf\u00e9');
  await expect(passwords.verify(hash, 'cafe\u0301 cafe\u0301')).resolves.toBe(false);
  await expect(passwords.verify(hash, 'caf\u00e9 caf\u00e9 ')).resolves.toBe(false);
});

test('without an account no password is right', async () => {
  await expect(passwords.verify(null, '')).resolves.toBe(false);
});

const CHEAP = '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA';

test('two are hashed at once and 32 of an account wait; one more is refused at once, the others are served', async () => {
  const busy = new Passwords({ atOnceMax: 2 });
  const one = ['site', 'network', 'one'] as const;
  const served = Array.from({ length: 34 }, () => busy.verify(CHEAP, '', one));
  await expect(busy.verify(CHEAP, '', one)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    retryAfterSeconds: expect.any(Number),
  });
  expect(() => busy.requireRoom(one)).toThrow();
  expect(() => busy.requireRoom(['site', 'network', 'two'])).not.toThrow();
  await expect(Promise.all(served)).resolves.toHaveLength(34);
  await expect(busy.verify(CHEAP, '', one)).resolves.toBe(false);
});

test('128 wait in all; whoever has most gives way to those who have none', async () => {
  const busy = new Passwords({ atOnceMax: 1 });
  const hash = (site: string, account: string) =>
    busy.verify(CHEAP, '', [site, site, account]).then(
      () => 'served',
      () => 'refused',
    );
  const greedy = Array.from({ length: 100 }, () => hash('greedy', 'one'));
  const others = Array.from({ length: 112 }, (_, n) => hash(`site ${n}`, 'one'));
  expect(busy.waitingCount).toBe(128);
  expect(new Set(await Promise.all(others))).toEqual(new Set(['served']));
  const served = (await Promise.all(greedy)).filter((what) => what === 'served');
  // One was hashed at once.
  expect(served).toHaveLength(1 + 128 - 112);
});

test('who waited for a turn is asked once more when it comes, and the place is given back', async () => {
  const busy = new Passwords({ atOnceMax: 2 });
  let admitted = true;
  const refuse = async () => {
    if (!admitted) throw new Error('not any more');
  };
  const ahead = [busy.verify(null, 'x', ACCOUNT, refuse), busy.verify(null, 'x', ACCOUNT, refuse)];
  const waiting = busy.verify(null, 'x', ACCOUNT, refuse);
  admitted = false;
  await expect(waiting).rejects.toThrow('not any more');
  await expect(Promise.all(ahead)).resolves.toEqual([false, false]);
  await expect(busy.verify(null, 'x')).resolves.toBe(false);
});

test('a failure gives the place back', async () => {
  let fails = true;
  const foreignCosts = async () => {
    if (fails) throw new Error('the costs cannot be read');
    return [];
  };
  const broken = new Passwords({ foreignCosts });
  for (let i = 0; i < 3; i++) await expect(broken.verify(CHEAP, 'x')).rejects.toThrow('cannot be read');
  fails = false;
  await expect(broken.verify(CHEAP, 'x')).resolves.toBe(false);
});

test('no password fits what is no hash', async () => {
  await expect(passwords.verify('no hash', 'no hash')).resolves.toBe(false);
});

test.each([
  ['7 characters', '1a!Zq9x', 'must have 8 to 256 characters'],
  ['7 characters of two code units each', '😀'.repeat(7), 'must have 8 to 256 characters'],
  ['8 characters of two code units each', '😀'.repeat(8), null],
  ['256 characters', 'ü'.repeat(256), null],
  ['257 characters', 'ü'.repeat(257), 'must have 8 to 256 characters'],
  ['a common one', 'password1', 'must not be one of the most common passwords'],
  ['a common one in capitals', 'PASSWORD1', 'must not be one of the most common passwords'],
  ['a phrase', 'four words of nonsense', null],
])('a new password of %s', (_name, password, fault) => {
  expect(passwordFault(password)).toBe(fault);
});
