import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';

const GOOD = {
  issuer: 'https://login.example',
  audiences: ['game'],
  jwksUri: 'https://login.example/jwks',
  algorithms: ['RS256'],
};
const folder = mkdtempSync(join(tmpdir(), 'issuers-'));

function fileOf(content: string): string {
  const file = join(folder, 'issuers.json');
  writeFileSync(file, content);
  return file;
}
/** What a start complains of with this file. */
function faultsOf(content: unknown, env: Record<string, string> = {}): string[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  try {
    readConfig({ IDENTITY_ISSUERS: fileOf(text), ...env });
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

test('the file lists issuers, and a path in it is relative to its folder', () => {
  const { jwksUri, ...byFile } = GOOD;
  const file = fileOf(
    JSON.stringify([GOOD, { ...byFile, issuer: 'https://other.example', jwksFile: 'keys.json' }]),
  );
  expect(readConfig({ IDENTITY_ISSUERS: file }).identityIssuers).toEqual([
    { issuer: GOOD.issuer, audiences: ['game'], algorithms: ['RS256'], keys: { uri: jwksUri } },
    {
      issuer: 'https://other.example',
      audiences: ['game'],
      algorithms: ['RS256'],
      keys: { file: join(folder, 'keys.json') },
    },
  ]);
  expect(readConfig({}).identityIssuers).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no JSON', '[', 'is not JSON'],
  ['no list', {}, 'must be a list'],
  ['no object', [1], '0 must be an object'],
  ['a field too many', [{ ...GOOD, secret: 'x' }], '0 has an unknown field'],
  ['a label as issuer', [{ ...GOOD, issuer: 'shop' }], '0.issuer must contain ://'],
  [
    'a long issuer',
    [{ ...GOOD, issuer: `https://${'x'.repeat(250)}` }],
    '0.issuer must have 1 to 255 characters',
  ],
  ['an issuer twice', [GOOD, GOOD], 'must not name an issuer twice'],
  ['no audience', [{ ...GOOD, audiences: [] }], '0.audiences must have 1 to 20 items'],
  ['an empty audience', [{ ...GOOD, audiences: [''] }], '0.audiences.0 must have 1 to 255 characters'],
  ['a symmetric algorithm', [{ ...GOOD, algorithms: ['HS256'] }], '0.algorithms.0 must be one of'],
  ['no algorithm', [{ ...GOOD, algorithms: ['none'] }], '0.algorithms.0 must be one of'],
  ['no keys', [{ ...GOOD, jwksUri: undefined }], '0 must have either jwksUri or jwksFile'],
  ['keys twice', [{ ...GOOD, jwksFile: 'x' }], '0 must have either jwksUri or jwksFile'],
  ['plain HTTP', [{ ...GOOD, jwksUri: 'http://login.example/' }], '0.jwksUri must be an https:// URL'],
  [
    'credentials in the URL',
    [{ ...GOOD, jwksUri: 'https://a:b@login.example/' }],
    '0.jwksUri must be an https:// URL',
  ],
  [
    '21 issuers',
    Array.from({ length: 21 }, (_, n) => ({ ...GOOD, issuer: `https://${n}` })),
    'must have at most 20',
  ],
])('%s is refused', (_what, content, fault) => {
  expect(faultsOf(content)).toEqual([expect.stringContaining(`IDENTITY_ISSUERS ${fault}`)]);
});

test('all faults are reported at once, with those of other names, and no value is repeated', () => {
  const bad = [
    { ...GOOD, issuer: 'canary', algorithms: ['canary'] },
    { issuer: 'https://canary' },
    GOOD,
    GOOD,
  ];
  const faults = faultsOf(bad, { PORT: 'x' });
  expect(faults.join('\n')).not.toContain('canary');
  expect(faults.map((fault) => fault.split(' ').slice(0, 2).join(' '))).toEqual(
    expect.arrayContaining([
      'PORT must',
      'IDENTITY_ISSUERS 0.issuer',
      'IDENTITY_ISSUERS 0.algorithms.0',
      'IDENTITY_ISSUERS 1.audiences',
      'IDENTITY_ISSUERS 1.algorithms',
      'IDENTITY_ISSUERS 1',
      'IDENTITY_ISSUERS must',
    ]),
  );
});

test('a file that is not there is named by the reason', () => {
  expect(() => readConfig({ IDENTITY_ISSUERS: join(folder, 'none.json') })).toThrow(
    'IDENTITY_ISSUERS cannot be read (ENOENT)',
  );
});

test('the issuer of the demo is refused in production', () => {
  const demo = [{ ...GOOD, issuer: 'https://identity.demo.invalid' }];
  expect(faultsOf(demo)).toEqual([]);
  expect(faultsOf(demo, { NODE_ENV: 'production' }).join('\n')).toContain('must not be that of the demo');
});

test('keys by plain HTTP come from this machine only, and never in production', () => {
  const local = [{ ...GOOD, jwksUri: 'http://127.0.0.1:1/jwks' }];
  expect(faultsOf(local)).toEqual([]);
  expect(faultsOf(local, { NODE_ENV: 'production' }).join('\n')).toContain(
    '0.jwksUri must be an https:// URL',
  );
});
