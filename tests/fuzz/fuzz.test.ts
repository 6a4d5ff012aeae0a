import type { Role } from '../../src/domain/viewer';
import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';
import { schema } from '../../src/graphql/schema';
import type { Client } from '../support/client';
import { startTestServer, type TestServer } from '../support/server';
import { randomDocument, randomFrom, type Known, type RandomDocument } from './random-document';

/** So many documents by default; `npm run test:fuzz` sends more. */
const DOCUMENTS = Number(process.env.FUZZ_DOCUMENTS ?? 400);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Logouts, new passwords and disabled accounts end what the callers can do: they are replaced. */
const CALLERS_LAST = 100;
const AT_ONCE = 4;
const ROLES: readonly Role[] = ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test(
  `whatever anybody asks, every answer is coded, and none is an internal error (FUZZ_SEED=${SEED})`,
  async () => {
    process.stdout.write(`FUZZ_SEED=${SEED} FUZZ_DOCUMENTS=${DOCUMENTS}\n`);
    const random = randomFrom(SEED);
    const known: Known = { ids: [], texts: ['a title', 'alice', 'a password of the tests'] };
    const seen = new Map<string, number>();
    let callers: Client[] = [];
    for (let sent = 0; sent < DOCUMENTS; sent += AT_ONCE) {
      if (sent % CALLERS_LAST === 0) callers = await newCallers(known);
      const documents = Array.from({ length: AT_ONCE }, () => ({
        caller: random.oneOf(callers),
        document: randomDocument(schema().schema, random, known),
      }));
      await Promise.all(documents.map(async ({ caller, document }) => judge(caller, document, known, seen)));
    }
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`);
  },
  60_000 + DOCUMENTS * 200,
);

const EVENT = `mutation ($input: CreateEventInput!) {
  createEvent(input: $input) { event { id version conditions { id } rewards { id } } userErrors { code } } }`;

async function newCallers(known: Known): Promise<Client[]> {
  const actors = await Promise.all(ROLES.map((role) => server.actor(role)));
  // Something that can be claimed, by the one way and the other.
  for (const payout of ['AUTO', 'MANUAL']) {
    const input = {
      title: 'a title',
      startAt: '2026-05-01T00:00:00Z',
      payout,
      active: true,
      conditions: [{ kind: 'ACCOUNT_AGE', target: 1 }],
      rewards: [{ type: 'POINT', name: 'points', stock: 3 }],
    };
    const { data } = await actors[1]!.send(EVENT, { input });
    known.ids.push(...ids(data));
  }
  known.ids.push(...actors.map(({ id }) => id));
  known.texts.push(...actors.flatMap(({ username, tokens }) => [username, tokens.refreshToken]));
  return [server.anonymous, ...actors];
}

async function judge(
  caller: Client,
  { query, variables }: RandomDocument,
  known: Known,
  seen: Map<string, number>,
): Promise<void> {
  const answer = await caller.send(query, variables);
  const codes = answer.errors.map(({ extensions }) => extensions.code);
  const refusals = [...JSON.stringify(answer.data).matchAll(/"userErrors":\[\{"code":"(\w+)"/g)].map(
    ([, code]) => code!,
  );
  const strange = [
    ...codes.filter((code) => !(code in ERROR_CODES) || code === 'INTERNAL_SERVER_ERROR'),
    ...refusals.filter((code) => !(code in REFUSAL_CODES)),
  ];
  if (strange.length > 0 || answer.status >= 500 || (answer.data === null && codes.length === 0)) {
    const found = { seed: SEED, strange, query, variables, answer };
    throw new Error(JSON.stringify(found, null, 2));
  }
  const outcomes = codes.length > 0 ? codes : refusals.length > 0 ? refusals : ['answered'];
  for (const outcome of outcomes) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  if (known.ids.length < 2_000) known.ids.push(...ids(answer.data));
  for (const [, cursor] of JSON.stringify(answer.data).matchAll(/"(?:cursor|endCursor)":"([\w-]+)"/g)) {
    if (known.texts.length < 500) known.texts.push(cursor!);
  }
}

function ids(data: unknown): string[] {
  return [...JSON.stringify(data).matchAll(/"([0-9a-f]{24})"/g)].map(([, id]) => id!);
}
