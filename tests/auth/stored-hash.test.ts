import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOfNobody, OWN_COST_PREFIX, readHash, storedHashFault } from '../../src/users/stored-hash';

/** Hashes that other implementations made: which, the password as JSON, the hash. */
const VECTORS = readFileSync(join(__dirname, 'stored-hashes.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string]);

test.each(VECTORS)('a hash of %s verifies %s and no other password: %s', async (_made, json, text) => {
  const password = JSON.parse(json) as string;
  const hash = readHash(text)!;
  expect(storedHashFault(text)).toBeNull();
  await expect(hash.verify(password)).resolves.toBe(true);
  await expect(hash.verify(`${password.slice(0, -1)}?`)).resolves.toBe(
    // bcrypt reads 72 bytes.
    text.startsWith('$2') && password.length > 72,
  );
});

test.each([
  ['$2b$10$', '$2b$10$9jFqbQvwHcIPs2FPSZpVzeIVqEaRIMJlIFhzFTLf1uQ2ldTgnxnIK'],
  ['$2b$10$', '$2y$10$9jFqbQvwHcIPs2FPSZpVzeIVqEaRIMJlIFhzFTLf1uQ2ldTgnxnIK'],
  ['$scrypt$ln=8,r=8,p=1$', '$7$66..../....SodiumChloride$umy4KrbZ9RGUQ52Ive2Wf.TiT28XYJPL0gfYXbFjzmB'],
  ['$argon2id$v=19$m=8,t=1,p=1$', `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(11)}$${'A'.repeat(22)}`],
  [OWN_COST_PREFIX, hashOfNobody(OWN_COST_PREFIX)],
])('its cost is %s, and a hash of nobody has the same: %s', async (cost, text) => {
  expect(readHash(text)?.cost).toBe(cost);
  const nobodys = readHash(hashOfNobody(cost));
  expect(nobodys).toMatchObject({ cost, fault: null });
  await expect(nobodys!.verify('correct horse battery')).resolves.toBe(false);
});

const BCRYPT = '9jFqbQvwHcIPs2FPSZpVzeIVqEaRIMJlIFhzFTLf1uQ2ldTgnxnIK';
const PHC = `${'A'.repeat(22)}$${'A'.repeat(43)}`;

test.each([
  ['bcrypt of cost 12', `$2b$12$${BCRYPT}`, null],
  ['bcrypt of cost 13', `$2b$13$${BCRYPT}`, /bcrypt cost of 4 to 12/],
  ['bcrypt of cost 31', `$2b$31$${BCRYPT}`, /bcrypt cost of 4 to 12/],
  ['bcrypt of cost 3', `$2b$03$${BCRYPT}`, /bcrypt cost of 4 to 12/],
  ['bcrypt that is cut', `$2b$10$${BCRYPT.slice(0, -1)}`, /^must be a hash of/],
  ['bcrypt that is too long', `$2b$10$${BCRYPT}x`, /^must be a hash of/],
  ['bcrypt with bits that nobody writes', `$2b$10$${BCRYPT.slice(0, -1)}L`, /^must be a hash of/],
  ['the bcrypt of a broken implementation', `$2x$10$${BCRYPT}`, /^must be a hash of/],
  ['scrypt of 128 MiB', `$scrypt$ln=17,r=8,p=1$${PHC}`, null],
  ['scrypt of 256 MiB', `$scrypt$ln=18,r=8,p=1$${PHC}`, /N \* r \* p/],
  ['scrypt of 128 MiB twice', `$scrypt$ln=17,r=8,p=2$${PHC}`, /N \* r \* p/],
  ['scrypt of wide blocks', `$scrypt$ln=1,r=99999,p=99$${PHC}`, /N \* r \* p/],
  ['scrypt of no work', `$scrypt$ln=0,r=8,p=1$${PHC}`, /N \* r \* p/],
  ['scrypt of a huge N', `$scrypt$ln=99,r=8,p=1$${PHC}`, /N \* r \* p/],
  ['scrypt without lanes', `$scrypt$ln=14,r=8,p=0$${PHC}`, /N \* r \* p/],
  ['scrypt by crypt of a huge N', `$7$zzzzzzzzzzzsalt$${'.'.repeat(43)}`, /N \* r \* p/],
  ['scrypt in another order', `$scrypt$r=8,ln=14,p=1$${PHC}`, /^must be a hash of/],
  ['scrypt in base64url', `$scrypt$ln=14,r=8,p=1$${'_'.repeat(22)}$${'A'.repeat(43)}`, /^must be a hash of/],
  ['argon2id of 128 MiB and 4 passes', `$argon2id$v=19$m=131072,t=4,p=1$${PHC}`, null],
  ['argon2id of 128 MiB and 5 passes', `$argon2id$v=19$m=131072,t=5,p=1$${PHC}`, /^must cost at most/],
  ['argon2id of 256 MiB', `$argon2id$v=19$m=262144,t=1,p=1$${PHC}`, /^must cost at most/],
  ['argon2id of 11 passes', `$argon2id$v=19$m=8192,t=11,p=1$${PHC}`, /^must cost at most/],
  ['argon2id of 17 lanes', `$argon2id$v=19$m=8192,t=1,p=17$${PHC}`, /^must cost at most/],
  ['argon2i', `$argon2i$v=19$m=19456,t=2,p=1$${PHC}`, /^must be a hash of/],
  ['argon2id of the first version', `$argon2id$v=16$m=19456,t=2,p=1$${PHC}`, /^must be a hash of/],
  ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99', /^must be a hash of/],
  ['a password in clear', 'correct horse battery', /^must be a hash of/],
  ['nothing', '', /^must be a hash of/],
  ['text beside the hash', ` $2b$10$${BCRYPT}`, /^must be a hash of/],
  ['a line break behind the hash', `$2b$10$${BCRYPT}\n`, /^must be a hash of/],
])('%s', (_what, text, fault) => {
  if (fault === null) expect(storedHashFault(text)).toBeNull();
  else expect(storedHashFault(text)).toMatch(fault);
});
