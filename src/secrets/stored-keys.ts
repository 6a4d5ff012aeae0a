import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import type { SecretsKeysSetting } from './secrets-keys-setting';
import { AGAIN, untilAnswered } from '../database/retry';
import { StartupFault } from '../startup-fault';
import { decrypt, encrypt, NotDecrypted } from './encryption';
import { Secrets } from './secrets';
import type { WrappingKeys } from './wrapping-keys';

type StoredKey = 'dataKey' | 'lookupKey';
type Unwrapped = Readonly<Record<StoredKey, Buffer>>;

const KEY_BYTES = 32;
const recordOf = (name: StoredKey) => ['settings', 'secretsKeys', name];

export interface OpenedSecrets {
  readonly secrets: Secrets;
  /** False: a previous key opened them, so `rotate-secrets-key` has not been run yet. */
  readonly isCurrent: boolean;
}

/**
 * Opens the deployment's data key and lookup key. The first start generates them; when several servers start at
 * once, the first insert wins and all of them use what it stored.
 *
 * @throws StartupFault when none of the wrapping keys opens them
 */
export async function openSecrets(database: Database, keys: WrappingKeys): Promise<OpenedSecrets> {
  const stored = (await findStoredKeys(database)) ?? (await generateKeys(database, keys));
  const opened = unwrap(stored, keys);
  if (opened === null) throw notOpened();
  const { dataKey, lookupKey } = opened.keys;
  return {
    secrets: new Secrets(createSecretKey(dataKey), createSecretKey(lookupKey)),
    isCurrent: opened.isCurrent,
  };
}

/**
 * Wraps the stored keys with the current key; what they encrypted stays as it is, and running servers notice nothing.
 *
 * @returns false when they are wrapped with the current key already
 * @throws StartupFault when no keys are stored yet, or none of the wrapping keys opens them
 */
export function rotateWrappingKey(database: Database, keys: WrappingKeys): Promise<boolean> {
  return untilAnswered(async () => {
    const stored = await findStoredKeys(database);
    if (stored === null)
      throw new StartupFault('This database has no keys yet. The first server start generates them.');
    const opened = unwrap(stored, keys);
    if (opened === null) throw notOpened();
    if (opened.isCurrent) return false;
    const { dataKey, lookupKey } = stored;
    const { matchedCount } = await database.settings.updateOne(
      // Another run may have rotated meanwhile; then the next round finds the keys current.
      { _id: 'secretsKeys', dataKey, lookupKey },
      { $set: wrap(opened.keys, keys.current) },
    );
    return matchedCount === 1 || AGAIN;
  });
}

export async function findStoredKeys(database: Database): Promise<SecretsKeysSetting | null> {
  return (await database.settings.findOne({ _id: 'secretsKeys' })) as SecretsKeysSetting | null;
}

/** Null: no wrapping key opens both of them, or they were changed. */
export function unwrap(
  stored: SecretsKeysSetting,
  { current, previous }: WrappingKeys,
): { readonly keys: Unwrapped; readonly isCurrent: boolean } | null {
  for (const key of [current, ...previous]) {
    try {
      const open = (name: StoredKey) => decrypt(key, stored[name], recordOf(name));
      return { keys: { dataKey: open('dataKey'), lookupKey: open('lookupKey') }, isCurrent: key === current };
    } catch (error) {
      if (!(error instanceof NotDecrypted)) throw error;
    }
  }
  return null;
}

async function generateKeys(database: Database, { current }: WrappingKeys): Promise<SecretsKeysSetting> {
  const generated = { dataKey: randomBytes(KEY_BYTES), lookupKey: randomBytes(KEY_BYTES) };
  const setting = { _id: 'secretsKeys' as const, ...wrap(generated, current) };
  return untilAnswered(async () => {
    try {
      await database.settings.insertOne(setting);
    } catch (error) {
      // Another server's first start won, or our own earlier attempt arrived.
      if (!isDuplicateKey(error)) throw error;
    }
    // By majority: what another server inserted may still be on its way, or may be rolled back.
    return (await findStoredKeys(database)) ?? AGAIN;
  });
}

function wrap(keys: Unwrapped, key: KeyObject): Record<StoredKey, string> {
  const wrapped = (name: StoredKey) => encrypt(key, keys[name], recordOf(name));
  return { dataKey: wrapped('dataKey'), lookupKey: wrapped('lookupKey') };
}

function notOpened(): StartupFault {
  return new StartupFault(
    'SECRETS_KEY does not open the keys that are stored in this database, or they were changed. ' +
      'Set SECRETS_KEY to the key that was used before, or list that key in SECRETS_KEYS_PREVIOUS.',
  );
}
