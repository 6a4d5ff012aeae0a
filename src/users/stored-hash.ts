import { scrypt, timingSafeEqual } from 'node:crypto';
import { verify as verifyArgon2id } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

/** argon2id (the library's own choice), 19 MiB, two passes: OWASP's minimum for it. */
export const OWN_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** As hashes of our own begin. */
export const OWN_COST_PREFIX = `$argon2id$v=19$m=${OWN_COST.memoryCost},t=${OWN_COST.timeCost},p=${OWN_COST.parallelism}$`;

/** A login computes what an import brought, so no hash may take much longer than a third of a second. */
const ARGON2ID_MAX = { memoryKib: 131_072, passes: 10, lanes: 16, memoryTimesPasses: 524_288 } as const;
const BCRYPT_COST_MIN = 4;
const BCRYPT_COST_MAX = 12;
/** N * r * p: OWASP's N = 2^17, r = 8, p = 1, which takes 128 MiB. */
const SCRYPT_WORK_MAX = 2 ** 20;
const SCRYPT_MEMORY_MAX = 192 * 2 ** 20;

/** A password hash as it is stored. */
export interface StoredHash {
  /** Scheme and parameters, as a hash begins with them. Hashes of one cost take equally long to verify. */
  readonly cost: string;
  /** Why a login must not compute it, in English and without the hash; null: it may. */
  readonly fault: string | null;
  verify(password: string): Promise<boolean>;
}

/** @returns null for text that is no hash of a known format */
export function readHash(text: string): StoredHash | null {
  return readArgon2id(text) ?? readBcrypt(text) ?? readScrypt(text) ?? readCryptScrypt(text);
}

/**
 * What is wrong with a hash that was made elsewhere, in English and without the hash; null when a login can verify
 * it.
 */
export function storedHashFault(text: string): string | null {
  const hash = readHash(text);
  return hash === null
    ? 'must be a hash of argon2id ($argon2id$v=19$...), bcrypt ($2b$...) or scrypt ($scrypt$ln=... or $7$...)'
    : hash.fault;
}

/** A hash of nobody's password that takes as long to verify as others of its cost. */
export function hashOfNobody(cost: string): string {
  return cost.startsWith('$2') ? cost + '.'.repeat(53) : `${cost}${'A'.repeat(22)}$${'A'.repeat(43)}`;
}

function readArgon2id(text: string): StoredHash | null {
  const parts =
    /^(\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$)([\w+/]{11,86})\$([\w+/]{22,86})$/.exec(text);
  if (parts === null || !isBase64(parts[5]!) || !isBase64(parts[6]!)) return null;
  const [memory, passes, lanes] = parts.slice(2, 5).map(Number) as [number, number, number];
  const { memoryKib, memoryTimesPasses, ...max } = ARGON2ID_MAX;
  const fits =
    memory >= 8 * lanes &&
    memory <= memoryKib &&
    passes >= 1 &&
    passes <= max.passes &&
    lanes >= 1 &&
    lanes <= max.lanes &&
    memory * passes <= memoryTimesPasses;
  return {
    cost: parts[1]!,
    fault: fits
      ? null
      : `must cost at most ${memoryKib / 1_024} MiB, ${max.passes} passes and ${max.lanes} lanes, and MiB times passes at most ${memoryTimesPasses / 1_024}`,
    verify: (password) => verifyArgon2id(text, password),
  };
}

function readBcrypt(text: string): StoredHash | null {
  // The last characters hold bits that belong to neither salt nor hash; they are zero in what bcrypt writes.
  const parts = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26])$/.exec(text);
  if (parts === null) return null;
  const cost = Number(parts[1]);
  // The three letters are one algorithm; they differ in errors that implementations once had.
  const prefix = `$2b$${parts[1]!}$`;
  return {
    cost: prefix,
    fault:
      cost >= BCRYPT_COST_MIN && cost <= BCRYPT_COST_MAX
        ? null
        : `must have a bcrypt cost of ${BCRYPT_COST_MIN} to ${BCRYPT_COST_MAX}`,
    verify: (password) => verifyBcrypt(password, prefix + parts[2]!),
  };
}

/** The PHC form, which passlib writes too. */
function readScrypt(text: string): StoredHash | null {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,5}),p=(\d{1,5})\$([\w+/]{0,86})\$([\w+/]{22,86})$/.exec(
    text,
  );
  if (parts === null || !isBase64(parts[4]!) || !isBase64(parts[5]!)) return null;
  const [ln, r, p] = parts.slice(1, 4).map(Number) as [number, number, number];
  return scryptHash({ ln, r, p }, Buffer.from(parts[4]!, 'base64'), Buffer.from(parts[5]!, 'base64'));
}

const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The form of crypt(3) and libsodium. Its numbers and bytes begin with the lowest bits; the salt is the text itself. */
function readCryptScrypt(text: string): StoredHash | null {
  const parts =
    /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([./0-9A-Za-z]{0,86})\$([./0-9A-Za-z]{43})$/.exec(
      text,
    );
  if (parts === null) return null;
  const [ln, r, p] = parts.slice(1, 4).map(cryptNumber) as [number, number, number];
  return scryptHash({ ln, r, p }, Buffer.from(parts[4]!), cryptBytes(parts[5]!));
}

function scryptHash(
  { ln, r, p }: { ln: number; r: number; p: number },
  salt: Buffer,
  expected: Buffer,
): StoredHash {
  const N = 2 ** ln;
  const fits = ln >= 1 && r >= 1 && p >= 1 && N * r * p <= SCRYPT_WORK_MAX;
  return {
    cost: `$scrypt$ln=${ln},r=${r},p=${p}$`,
    fault: fits ? null : 'must have scrypt parameters with N of at least 2 and N * r * p of at most 2^20',
    verify: (password) =>
      new Promise((resolve, reject) => {
        const options = { N, r, p, maxmem: SCRYPT_MEMORY_MAX };
        scrypt(password, salt, expected.length, options, (error, made) => {
          if (error) reject(error);
          else resolve(timingSafeEqual(made, expected));
        });
      }),
  };
}

function cryptNumber(digits: string): number {
  return [...digits].reduceRight((number, digit) => number * 64 + CRYPT_ALPHABET.indexOf(digit), 0);
}

/** 32 bytes: each four characters hold three, the last three hold two. */
function cryptBytes(text: string): Buffer {
  const groups = text.match(/.{1,4}/g) ?? [];
  return Buffer.concat(
    groups.map((group) => {
      const bytes = Buffer.alloc(3);
      bytes.writeUIntLE(cryptNumber(group), 0, 3);
      return bytes.subarray(0, group.length - 1);
    }),
  );
}

/** Without padding, and spelled as its own bytes are: another spelling is no hash that a library wrote. */
function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64').replace(/=+$/, '') === text;
}
