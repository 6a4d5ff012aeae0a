import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadJwtSecret } from '../../src/auth/secret';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('JWT_SECRET is taken as it is and kept nowhere', () => {
  const nested = join(dataDir, 'data');
  expect(loadJwtSecret({ jwtSecret: 'given', production: true, dataDir: nested })).toBe('given');
  expect(() => statSync(nested)).toThrow('ENOENT');
});

test('a secret is made once, readable by nobody else, and read at the next start', () => {
  const config = { jwtSecret: undefined, production: false, dataDir: join(dataDir, 'data') };
  const made = loadJwtSecret(config);
  expect(Buffer.from(made, 'base64url')).toHaveLength(48);
  expect(loadJwtSecret(config)).toBe(made);
  const path = join(config.dataDir, 'jwt-secret');
  expect(readFileSync(path, 'utf8')).toBe(made);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('nothing is made in production', () => {
  expect(() => loadJwtSecret({ jwtSecret: undefined, production: true, dataDir })).toThrow(
    'JWT_SECRET is required',
  );
});

test('a file that holds no secret is refused and not replaced', () => {
  writeFileSync(join(dataDir, 'jwt-secret'), 'short');
  expect(() => loadJwtSecret({ jwtSecret: undefined, production: false, dataDir })).toThrow(
    'does not contain a token secret',
  );
  expect(readFileSync(join(dataDir, 'jwt-secret'), 'utf8')).toBe('short');
});
