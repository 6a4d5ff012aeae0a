import * as apollo from '@apollo/client';
import * as apolloUtilities from '@apollo/client/utilities';
import * as urql from '@urql/core';
import * as graphcache from '@urql/exchange-graphcache';
import * as graphcacheExtras from '@urql/exchange-graphcache/extras';
import { isObjectType, parse, type DocumentNode } from 'graphql';
import type { Actor } from '../support/actors';
import { createEvent } from '../support/events';
import { fencesOf, readDocument } from '../support/markdown';
import { api } from '../support/root-fields';
import { startTestServer, type TestServer } from '../support/server';

const MODULES: Record<string, object> = {
  '@apollo/client': apollo,
  '@apollo/client/utilities': apolloUtilities,
  '@urql/core': urql,
  '@urql/exchange-graphcache': graphcache,
  '@urql/exchange-graphcache/extras': graphcacheExtras,
};

/** What a block of docs/guides/clients.md exports; its imports are those of the installed packages. */
function run<Exported>(info: string, known: object = {}): Exported {
  const [block] = fencesOf(readDocument('docs/guides/clients.md'), new RegExp(`^js ${info}$`));
  const names: string[] = [];
  const text = block!.text
    .replace(/import (\{.*\}) from '(.*)';/g, "const $1 = modules['$2'];")
    .replace(/export const (\w+)/g, (_, name: string) => {
      names.push(name);
      return `const ${name}`;
    });
  const scope = Object.keys(known).join(', ');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own block, word for word
  const evaluate = new Function('modules', `{ ${scope} }`, `${text}; return { ${names.join(', ')} };`);
  return evaluate(MODULES, known) as Exported;
}

const EVENTS = parse(`query ($after: String, $titleContains: String) {
  events(first: 2, after: $after, filter: { titleContains: $titleContains }) {
    edges { cursor node { id title } }
    pageInfo { hasNextPage endCursor }
  }
}`);
const STREAKS = parse(`{
  users(first: 50) { edges { cursor node { id attendanceStreak { current } } } pageInfo { hasNextPage endCursor } }
}`);
const LONGEST = parse('query ($id: ID!) { user(id: $id) { id attendanceStreak { longest } } }');

interface Events {
  events: {
    edges: Array<{ node: { id: string } }>;
    pageInfo: { endCursor: string };
  };
}
interface Users {
  users: { edges: Array<{ node: { attendanceStreak: { current: number } } }> };
}

let server: TestServer;
let admin: Actor;
let active: Actor;
let warnings: unknown[][];
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.actor('ADMIN');
  active = await server.actor('USER');
  await active.send('mutation { checkAttendance { created } }');
  for (let n = 0; n < 5; n++) await createEvent(admin, { title: `Event ${n}` });
});
afterAll(() => server.close());
beforeEach(() => {
  warnings = [];
  for (const level of ['warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((...words: unknown[]) => void warnings.push(words));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(warnings).toEqual([]);
});

const idsOf = ({ events }: Events) => events.edges.map(({ node }) => node.id);
const streaksOf = ({ users }: Users) => users.edges.map(({ node }) => node.attendanceStreak.current).sort();

test('Apollo Client merges pages once, and keeps objects without an id apart', async () => {
  const { cache } = run<{ cache: apollo.InMemoryCache }>('apollo');
  const headers = { authorization: `Bearer ${admin.accessToken}` };
  const link = new apollo.HttpLink({ uri: `${server.url}/graphql`, headers });
  const client = new apollo.ApolloClient({ cache, link });
  const read = () => cache.readQuery<Events>({ query: EVENTS, variables: {} })!;
  const query = client.watchQuery<Events>({ query: EVENTS, variables: {} });
  const subscription = query.subscribe({});
  const { data } = await client.query<Events>({ query: EVENTS, variables: {} });
  const after = data!.events.pageInfo.endCursor;
  for (let times = 0; times < 2; times++) await query.fetchMore({ variables: { after } });
  subscription.unsubscribe();
  expect(new Set(idsOf(read())).size).toBe(4);
  expect(idsOf(read())).toHaveLength(4);
  const other = await client.query<Events>({ query: EVENTS, variables: { titleContains: 'Event 3' } });
  expect(idsOf(other.data!)).toHaveLength(1);
  expect(idsOf(read())).toHaveLength(4);

  await client.query({ query: STREAKS });
  await client.query({ query: LONGEST, variables: { id: active.id } });
  expect(streaksOf(cache.readQuery<Users>({ query: STREAKS })!)).toEqual([0, 1]);
});

test('urql with graphcache merges pages once, and keeps objects without an id apart', async () => {
  const { cache } = run<{ cache: urql.Exchange }>('graphcache');
  const { connect } = run<{ connect: (url: string, token: () => string) => urql.Client }>('urql', { cache });
  const client = connect(`${server.url}/graphql`, () => admin.tokens.accessToken);
  const ask = async <Data>(
    document: DocumentNode,
    variables: object = {},
    requestPolicy?: urql.RequestPolicy,
  ) => {
    const context = requestPolicy && { requestPolicy };
    const { data, error } = await client.query<Data>(document, variables, context).toPromise();
    expect(error).toBeUndefined();
    return data!;
  };
  const first = await ask<Events>(EVENTS);
  const after = first.events.pageInfo.endCursor;
  for (let times = 0; times < 2; times++) await ask(EVENTS, { after }, 'network-only');
  const merged = idsOf(await ask<Events>(EVENTS, {}, 'cache-only'));
  expect(new Set(merged).size).toBe(4);
  expect(merged).toHaveLength(4);
  expect(idsOf(await ask<Events>(EVENTS, { titleContains: 'Event 3' }))).toHaveLength(1);

  await ask(STREAKS);
  await ask(LONGEST, { id: active.id });
  expect(streaksOf(await ask<Users>(STREAKS, {}, 'cache-only'))).toEqual([0, 1]);
});

test('the document for genqlient is answered', async () => {
  const [block] = fencesOf(readDocument('docs/guides/clients.md'), /^gql genqlient$/);
  const { data, errors } = await admin.send<Events>(block!.text);
  expect(errors).toEqual([]);
  expect(data!.events.edges.length).toBeGreaterThan(0);
});

test('the page names every type without an id, and every list', () => {
  const [block] = fencesOf(readDocument('docs/guides/clients.md'), /^js graphcache$/);
  const [, list = ''] = /withoutId = \[(.*?)\]/s.exec(block!.text)!;
  const types = Object.values(api.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !/^(__.*|Query|Mutation|PageInfo|.*Connection|.*Edge)$/.test(name));
  const without = types.filter((type) => !('id' in type.getFields())).map(({ name }) => name);
  expect([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name).sort()).toEqual(without.sort());
  const lists = Object.values(api.getQueryType()!.getFields()).filter(({ type }) =>
    /Connection$/.test(String(type)),
  );
  const [apolloBlock] = fencesOf(readDocument('docs/guides/clients.md'), /^js apollo$/);
  for (const { name, args } of lists) {
    const keyArgs = args
      .map((argument) => argument.name)
      .filter((argument) => !/^(first|after)$/.test(argument));
    const named = new RegExp(`${name}: pages\\(([^)]*)\\)`).exec(apolloBlock!.text)?.[1] ?? '';
    expect([name, named.replaceAll("'", '').split(', ').sort()]).toEqual([name, keyArgs.sort()]);
    expect(block!.text).toContain(`${name}: relayPagination()`);
  }
});
