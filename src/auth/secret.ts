import { randomBytes } from 'node:crypto';
import type { Config } from '../config';
import { keptSecret } from '../secrets/kept-secret';
import { StartupFault } from '../startup-fault';

const GENERATED_BYTES = 48;
const GENERATED_CHARACTERS = 64;

/**
 * The secret that signs tokens: JWT_SECRET, or outside production a random one that is generated once and kept in
 * the data folder, so that a restart ends no login.
 *
 * @throws StartupFault when the kept secret can be neither stored nor read, or is not one
 */
export function loadJwtSecret(config: Pick<Config, 'jwtSecret' | 'production' | 'dataDir'>): string {
  if (config.jwtSecret !== undefined) return config.jwtSecret;
  if (config.production) throw new StartupFault('JWT_SECRET is required in production');
  return keptSecret(config.dataDir, {
    file: 'jwt-secret',
    name: 'token secret',
    generate: () => randomBytes(GENERATED_BYTES).toString('base64url'),
    isWhole: (text) => text.length >= GENERATED_CHARACTERS,
  });
}
