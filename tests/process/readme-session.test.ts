import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findMongod } from '../../src/database/mongod-binary';
import { fencesOf, readDocument } from '../support/markdown';
import { freePort, TEST_FOLDER_PREFIX } from '../support/mongod';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const readme = readDocument('README.md');
let folder: string;
let server: ServerProcess;

/** A start minute twelve hours away from now, so that no midnight falls between the demo data and the session. */
function distantDayStart(): string {
  const seoul = (new Date().getUTCHours() + 9) % 24;
  return `${String((seoul + 12) % 24).padStart(2, '0')}:00`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  server = await startServerProcess(
    {
      NODE_ENV: 'development',
      DATA_DIR: folder,
      EMBEDDED_MONGO_PORT: String(await freePort()),
      MONGOMS_SYSTEM_BINARY: (await findMongod()).path,
      SERVICE_DAY_START: distantDayStart(),
    },
    '--demo',
  );
}, 60_000);

afterAll(async () => {
  await server?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Ids, days and request ids by the order of their first mention, so that which is which still shows. */
function masked(text: string): string {
  const seen = new Map<string, string>();
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|\d{4}-\d\d-\d\d/g, (value) => {
    if (!seen.has(value)) seen.set(value, `#${seen.size + 1}`);
    return seen.get(value)!;
  });
}

test('the first session of the README gives the answers that it shows', async () => {
  const session = fencesOf(readme, /^sh session$/).map(({ text }) =>
    text.replace(/http:\/\/[\d.:]+/, server.url),
  );
  const { stdout } = await promisify(execFile)('bash', ['-c', session.join('')], {
    env: { HOME: process.env.HOME, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });

  const answers = stdout.trim().split('\n');
  const codes = answers.flatMap((answer) => answer.match(/SUCCESS|ALREADY_REWARDED|FORBIDDEN/g) ?? []);
  expect(codes).toEqual(['SUCCESS', 'SUCCESS', 'ALREADY_REWARDED', 'SUCCESS', 'FORBIDDEN']);
  const shown = fencesOf(readme, /^json session$/).map(({ text }) => JSON.stringify(JSON.parse(text)));
  expect(masked(answers.join('\n')).split('\n')).toEqual(masked(shown.join('\n')).split('\n'));
});
