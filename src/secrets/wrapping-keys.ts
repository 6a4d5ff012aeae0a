import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Config } from '../config';
import { StartupFault } from '../startup-fault';
import { keptSecret } from './kept-secret';
import { SECRETS_KEY_PATTERN } from '../environment';

/** The keys that wrap the stored keys. */
export interface WrappingKeys {
  readonly current: KeyObject;
  /** These only unwrap. */
  readonly previous: readonly KeyObject[];
}

/**
 * SECRETS_KEY, or outside production a random one that is generated once and kept in the data folder.
 *
 * @throws StartupFault when the kept key can be neither stored nor read, or is not one
 */
export function loadWrappingKeys(
  config: Pick<Config, 'secretsKey' | 'secretsKeysPrevious' | 'production' | 'dataDir'>,
): WrappingKeys {
  const { secretsKey, secretsKeysPrevious, production, dataDir } = config;
  if (secretsKey === undefined && production) throw new StartupFault('SECRETS_KEY is required in production');
  return {
    current: keyOf(secretsKey ?? keptKey(dataDir)),
    previous: secretsKeysPrevious.map(keyOf),
  };
}

function keptKey(dataDir: string): string {
  return keptSecret(dataDir, {
    file: 'secrets-key',
    name: 'key for stored secrets',
    generate: () => randomBytes(32).toString('base64'),
    isWhole: (text) => SECRETS_KEY_PATTERN.test(text),
  });
}

function keyOf(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'));
}
