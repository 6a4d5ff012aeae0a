import { passwordFault, Passwords } from '../../src/auth/passwords';

const passwords = new Passwords();

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

test('two are hashed at once and 64 wait; one more is refused at once, and the others are served', async () => {
  const busy = new Passwords(2);
  const served = Array.from({ length: 66 }, () =>
    busy.verify('$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA', ''),
  );
  await expect(busy.verify(null, '')).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    retryAfterSeconds: expect.any(Number),
  });
  await expect(Promise.all(served)).resolves.toHaveLength(66);
  await expect(busy.verify(null, '')).resolves.toBe(false);
});

test('who waited for a turn is asked once more when it comes, and the place is given back', async () => {
  const busy = new Passwords(2);
  let admitted = true;
  const refuse = async () => {
    if (!admitted) throw new Error('not any more');
  };
  const ahead = [busy.verify(null, 'x', refuse), busy.verify(null, 'x', refuse)];
  const waiting = busy.verify(null, 'x', refuse);
  admitted = false;
  await expect(waiting).rejects.toThrow('not any more');
  await expect(Promise.all(ahead)).resolves.toEqual([false, false]);
  await expect(busy.verify(null, 'x')).resolves.toBe(false);
});

test('a hash that fails gives its place back', async () => {
  const broken = new Passwords();
  for (let i = 0; i < 3; i++) await expect(broken.verify('no hash', 'x')).rejects.toThrow();
  await expect(broken.verify(null, 'x')).resolves.toBe(false);
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
