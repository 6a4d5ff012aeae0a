import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { getOperationAST, parse } from 'graphql';
import { demoClient, demoEventId } from '../support/demo';
import { fencesOf, originals, readDocument } from '../support/markdown';
import { freshDatabaseUri } from '../support/server';
import { newDataFolder, startServerProcess } from '../support/server-process';

const pages = originals.filter((path) => fencesOf(readDocument(path), /^sh session$/).length > 0);

/** A start minute twelve hours away from now, so that no midnight falls between the demo data and the session. */
function distantDayStart(): string {
  const seoul = (new Date().getUTCHours() + 9) % 24;
  return `${String((seoul + 12) % 24).padStart(2, '0')}:00`;
}

/** An answer with its names in order: JSON gives their order no meaning. Words stay as they are. */
function inOrder(answer: string): string {
  if (!/^[{[]/.test(answer)) return answer.trim();
  const sorted = (_: string, value: unknown): unknown =>
    value instanceof Object && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value;
  return JSON.stringify(JSON.parse(answer), sorted);
}

/** Ids, days and request ids by the order of their first mention, so that which is which still shows. */
function masked(answers: readonly string[]): string[] {
  const seen = new Map<string, string>();
  const patterns = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|\d{4}-\d\d-\d\d/g;
  const mask = (value: string) => {
    if (!seen.has(value)) seen.set(value, `#${seen.size + 1}`);
    return seen.get(value)!;
  };
  return answers.map((answer) => inOrder(answer).replace(patterns, mask));
}

/** @param DATA_DIR shared with the commands of a session, as the folder of the checkout is by a person */
const startDemo = (DATA_DIR = newDataFolder()) =>
  startServerProcess(
    {
      DATA_DIR,
      NODE_ENV: 'development',
      MONGODB_URI: freshDatabaseUri(),
      SERVICE_DAY_START: distantDayStart(),
      RATE_LIMIT: 'on',
    },
    '--demo',
  );

test.each(pages)('the session of %s gives the answers that it shows', async (page) => {
  const DATA_DIR = newDataFolder();
  const server = await startDemo(DATA_DIR);
  try {
    const text = readDocument(page);
    const session = fencesOf(text, /^sh session$/).map((fence) =>
      fence.text.replace(/http:\/\/[\d.:]+/, server.url),
    );
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', session.join('')], {
      env: {
        HOME: process.env.HOME,
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        DATA_DIR,
      },
    });
    expect(stderr).toBe('');
    const shown = fencesOf(text, /^(json|text) session$/).map((fence) => fence.text);
    expect(shown.length).toBeGreaterThan(0);
    expect(masked(stdout.trim().split('\n'))).toEqual(masked(shown));
  } finally {
    await server.end('SIGKILL');
  }
});

test('every GraphQL document that is shown is answered', async () => {
  const server = await startDemo();
  try {
    const alice = await demoClient(server.url, 'alice');
    const eventId = await demoEventId(alice, 'Three days in a row');
    const variables: Record<string, object> = { RequestReward: { input: { eventId } } };
    const documents = originals.flatMap((page) => fencesOf(readDocument(page), /^graphql$/));
    const answers: unknown[] = [];
    for (const { text } of documents) {
      const name = getOperationAST(parse(text))!.name!.value;
      answers.push((await alice.send(text, variables[name])).data);
    }
    expect(answers).toEqual([
      {
        requestReward: {
          request: {
            id: expect.stringMatching(/^[0-9a-f]{24}$/),
            status: 'SUCCESS',
            failureCode: null,
            grants: [
              { type: 'POINT', name: 'Welcome points', quantity: 100 },
              { type: 'COUPON', name: 'Coffee coupon', quantity: 1 },
            ],
          },
          userErrors: [],
        },
      },
    ]);
  } finally {
    await server.end('SIGKILL');
  }
});
