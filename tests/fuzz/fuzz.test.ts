import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';
import { schema } from '../../src/graphql/schema';
import type { Client } from '../support/client';
import { keptLog } from '../support/log-lines';
import { rootFields } from '../support/root-fields';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider';
import { startTestServer, type TestServer } from '../support/server';
import { SERVICE_SCOPES } from '../../src/domain/service-scopes';
import { backendOf, readableByKeys } from '../support/service-keys';
import { LiveValues } from './live-values';
import { randomFrom } from './random';
import { randomDocument, type RandomDocument } from './random-document';

/** So many documents by default; `npm run test:fuzz` sends more. */
const DOCUMENTS = Number(process.env.FUZZ_DOCUMENTS ?? 400);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Logouts, new passwords and disabled accounts end what the callers can do: they are replaced. */
const CALLERS_LAST = 100;
const AT_ONCE = 4;
const ROUNDS_MORE = 20;
const WELL_MEANT = 0.6;
const CALLERS = ['anonymous', 'USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE_KEY'] as const;
type Caller = (typeof CALLERS)[number];

// What only warns of the database or of a limit is none of the callers' doing; an ERROR line never is.
const { log, lines } = keptLog('error');
let server: TestServer;
let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({ log, env: { IDENTITY_ISSUERS: provider.issuersFile() } });
  live.identityToken = (subject) => provider.tokenNow(subject, server.clock.now());
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const random = randomFrom(SEED);
const live = new LiveValues();
const seen = new Map<string, number>();
/** Of each root field, how often it was asked for, and how often it was served. */
const shares = new Map(rootFields.map((place) => [place, { asked: 0, served: 0 }]));
/** Who was served which root field. */
const servedTo = new Map<string, Caller[]>();

interface Sending {
  readonly caller: Caller;
  readonly document: RandomDocument;
}

test(
  `whatever anybody asks, every answer is coded, none is an internal error, and each operation is served to some (FUZZ_SEED=${SEED})`,
  async () => {
    process.stdout.write(`FUZZ_SEED=${SEED} FUZZ_DOCUMENTS=${DOCUMENTS}\n`);
    // First everybody asks for everything, as well as they can; then it is chance.
    const everything = rootFields.flatMap((place) =>
      CALLERS.filter((caller) => caller !== 'SERVICE_KEY' || readableByKeys(place)).map((caller) => ({
        place,
        caller,
      })),
    );
    let clients = {} as Record<Caller, Client>;
    for (let sent = 0; sent < DOCUMENTS; sent += AT_ONCE) {
      if (sent % CALLERS_LAST === 0) clients = await newCallers();
      else await live.reload(server.database);
      const sendings = Array.from({ length: AT_ONCE }, (_, n) => {
        const first = everything[sent + n];
        return first ? sendingOf(first.caller, [first.place], true) : randomSending();
      });
      await Promise.all(sendings.map((sending) => send(clients, sending)));
    }
    // What chance has not led to a good answer yet is asked for again, by everybody, until one is served.
    for (let round = 0; DOCUMENTS >= everything.length && round < ROUNDS_MORE; round++) {
      if (unserved().length === 0) break;
      clients = await newCallers();
      for (const place of unserved()) {
        await Promise.all(CALLERS.map((caller) => send(clients, sendingOf(caller, [place], true))));
      }
    }
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`);
    const served = [...shares].map(([place, { asked, served: times }]) => [place, `${times}/${asked}`]);
    process.stdout.write(`${JSON.stringify(Object.fromEntries(served))}\n`);
    if (DOCUMENTS >= everything.length) expect(unserved()).toEqual([]);
  },
  60_000 + DOCUMENTS * 200,
);

function randomSending(): Sending {
  const wellMeant = random.chance(WELL_MEANT);
  const first = random.oneOf(rootFields);
  const more = rootFields.filter((place) => place.split('.')[0] === first.split('.')[0]);
  const places = [first, ...Array.from({ length: random.oneOf([0, 0, 0, 1, 2]) }, () => random.oneOf(more))];
  // Most go where they have been served before, to come further than the door.
  const admitted = servedTo.get(first) ?? [];
  const caller = admitted.length > 0 && random.chance(0.7) ? random.oneOf(admitted) : random.oneOf(CALLERS);
  return sendingOf(caller, places, wellMeant);
}

function sendingOf(caller: Caller, places: readonly string[], wellMeant: boolean): Sending {
  const readable = places.map((place) => readableByKeys(place));
  const mayRead =
    caller === 'SERVICE_KEY' && wellMeant
      ? (type: string, field: string) => readable.some((reads) => reads?.(type, field))
      : undefined;
  return { caller, document: randomDocument(schema().schema, places, wellMeant, random, live, mayRead) };
}

async function newCallers(): Promise<Record<Caller, Client>> {
  const key = await backendOf(server, SERVICE_SCOPES);
  const [user, operator, auditor, admin, ...bystanders] = await Promise.all([
    server.actor('USER'),
    server.actor('OPERATOR'),
    server.actor('AUDITOR'),
    server.actor('ADMIN'),
    ...Array.from({ length: 8 }, () => server.actor('USER')),
  ]);
  await live.prepare(server, operator, [user], bystanders);
  return {
    anonymous: server.anonymous,
    USER: user,
    OPERATOR: operator,
    AUDITOR: auditor,
    ADMIN: admin,
    SERVICE_KEY: key,
  };
}

const unserved = () => rootFields.filter((place) => shares.get(place)!.served === 0);

type Answer = Awaited<ReturnType<Client['send']>>;

async function send(clients: Record<Caller, Client>, sending: Sending): Promise<void> {
  const { query, variables } = sending.document;
  judge(sending, await clients[sending.caller].send(query, variables));
}

function judge({ caller, document }: Sending, answer: Answer): void {
  const codes = answer.errors.map(({ extensions }) => extensions.code);
  const refusals = [...JSON.stringify(answer.data).matchAll(/"userErrors":\[\{[^\]]*?"code":"(\w+)"/g)].map(
    ([, code]) => code!,
  );
  const strange = [
    ...codes.filter((code) => !(code in ERROR_CODES) || code === 'INTERNAL_SERVER_ERROR'),
    ...refusals.filter((code) => !(code in REFUSAL_CODES)),
  ];
  if (
    lines.length > 0 ||
    strange.length > 0 ||
    answer.status >= 500 ||
    (answer.data === null && codes.length === 0)
  ) {
    throw new Error(JSON.stringify({ seed: SEED, strange, lines, caller, ...document, answer }, null, 2));
  }
  const outcomes = codes.length > 0 ? codes : refusals.length > 0 ? refusals : ['answered'];
  for (const outcome of outcomes) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  for (const asked of document.asked) learn(caller, asked, answer);
}

function learn(
  caller: Caller,
  { alias, place, args }: RandomDocument['asked'][number],
  answer: Answer,
): void {
  const share = shares.get(place)!;
  share.asked += 1;
  const result = (answer.data as Record<string, unknown> | null)?.[alias] as
    { userErrors?: unknown[]; pageInfo?: { endCursor?: string | null } } | null | undefined;
  if (result == null || (result.userErrors ?? []).length > 0) return;
  share.served += 1;
  const callers = servedTo.get(place) ?? [];
  if (!callers.includes(caller)) servedTo.set(place, [...callers, caller]);
  const cursor = result.pageInfo?.endCursor;
  if (cursor != null) live.learnPage(place, args, cursor);
}
