import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { newWebhookSecret, signedHeaders } from '../../src/webhooks/signature';
import { fencesOf, readDocument } from '../support/markdown';

const root = join(__dirname, '..', '..');
const PACKAGE = 'standardwebhooks==1.1.0';
const page = readDocument('docs/guides/webhooks.md');
const blockOf = (info: RegExp) => fencesOf(page, info)[0]!.text;

/** Reads a message from standard input and verifies it as the page does. */
const CALLS = {
  js: `
import { json } from 'node:stream/consumers';
const { body, headers } = await json(process.stdin);
console.log(verified(body, headers).type);
`,
  py: `
import json
import sys
message = json.load(sys.stdin)
print(verified(message["body"], message["headers"])["type"])
`,
};

let folder: string;
let python: string;
beforeAll(() => {
  // In the tree, so that Node finds the package.
  folder = mkdtempSync(join(root, 'tests', 'webhooks', '.guide-'));
  python = join(homedir(), '.cache', 'event-reward-platform', PACKAGE.replace('==', '-'));
  if (existsSync(join(python, 'standardwebhooks'))) return;
  mkdirSync(python, { recursive: true });
  const installed = spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--target', python, PACKAGE]);
  if (installed.status !== 0)
    throw new Error(`pip could not install ${PACKAGE}\n${String(installed.stderr)}`);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const LANGUAGES = [
  ['Node', 'js', () => process.execPath],
  ['Python', 'py', () => 'python3'],
] as const;

test.each(LANGUAGES)(
  'with %s the code of the page verifies a message, and no other',
  (_name, info, program) => {
    const file = join(folder, `receiver.${info === 'js' ? 'mjs' : 'py'}`);
    writeFileSync(file, blockOf(new RegExp(`^${info} webhooks$`)) + CALLS[info]);
    const secret = newWebhookSecret();
    const body = JSON.stringify({ type: 'REWARD_GRANTED', data: { name: '모자 "레어"' } });
    const headers = signedHeaders({ id: 'epoch.endpoint.7', at: new Date(), body }, [
      newWebhookSecret(),
      secret,
    ]);
    const verify = (message: object) =>
      spawnSync(program(), [file], {
        input: JSON.stringify(message),
        encoding: 'utf8',
        env: { PATH: process.env.PATH, WEBHOOK_SECRET: secret, PYTHONPATH: python },
      });
    expect(verify({ body, headers })).toMatchObject({ status: 0, stdout: 'REWARD_GRANTED\n' });
    expect(verify({ body: body.replace('GRANTED', 'REVOKED'), headers }).status).not.toBe(0);
    const old = signedHeaders({ id: 'epoch.endpoint.7', at: new Date(Date.now() - 3_600_000), body }, [
      secret,
    ]);
    expect(verify({ body, headers: old }).status).not.toBe(0);
  },
);
