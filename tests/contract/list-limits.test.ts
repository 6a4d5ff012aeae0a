import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  type GraphQLInputType,
} from 'graphql';
import { SERVICE_SCOPES } from '../../src/domain/service-scopes';
import { ServerInfoDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { ask, expectCoded, post } from '../support/http';
import { inputPlaces, type InputPlace } from '../support/inputs';
import { CommandRecorder } from '../support/query-plans';
import { api } from '../support/root-fields';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, KEY_FIELDS, type Backend } from '../support/service-keys';

/** No list of an input takes more items, whatever it is a list of. */
const ITEMS_MAX = 200;

let server: TestServer;
let recorder: CommandRecorder;
let callers: Record<'user' | 'admin', Actor>;
let backend: Backend;
beforeAll(async () => {
  server = await startTestServer();
  recorder = new CommandRecorder(server);
  backend = await backendOf(server, [...SERVICE_SCOPES]);
  // The first use of a key is recorded.
  await backend.run(ServerInfoDocument);
  callers = { user: await server.actor('USER'), admin: await server.actor('ADMIN') };
});
afterAll(() => server.close());

const isList = (type: GraphQLInputType) => isListType(getNullableType(type));
const LISTS = inputPlaces.filter(({ type }) => isList(type));
const nameOf = ({ field, path }: InputPlace) => `${field}: ${path}`;

/** One item more than may be sent: an enum's values can each be meant once. */
function tooMany({ type }: InputPlace): unknown[] {
  const item = getNamedType(type);
  if (isEnumType(item)) {
    const values = item.getValues().flatMap(({ name }) => (name === 'UNKNOWN' ? [] : [name]));
    return [...values, values[0]];
  }
  const sample = isInputObjectType(item) ? sampleOf(item.name) : 'some-text';
  return Array.from({ length: ITEMS_MAX + 1 }, () => sample);
}

function sampleOf(name: string): object {
  if (name === 'ConditionInput') return { kind: 'TOTAL_ATTENDANCE', target: 1 };
  if (name === 'UpsertUserInput') return { identity: { issuer: 'game', subject: 'p-1' } };
  if (name === 'ActivityRef') return { user: { id: 'u-1' }, externalId: 'o-1' };
  if (name === 'ActivityInput') {
    return { user: { id: 'u-1' }, externalId: 'o-1', kind: 'visit', occurredAt: '2026-06-01T00:00:00Z' };
  }
  if (name === 'GrantAcknowledgement') return { requestId: '0', grantId: '0', outcome: 'DELIVERED' };
  if (name === 'UserRef') return { id: '0' };
  if (name === 'RewardInput') return { type: 'POINT', name: 'Points' };
  throw new Error(`say what a ${name} looks like`);
}

test.each(LISTS.map((place) => [nameOf(place), place] as const))(
  '%s has a limit, which is judged before anything is read for it',
  async (_name, place) => {
    const caller = place.field.startsWith('Query.my') ? callers.user : callers.admin;
    const byKey = KEY_FIELDS.has(place.field);
    const answer = await recorder.during(nameOf(place), () =>
      post(server.url, JSON.stringify(place.operation(tooMany(place))), {
        authorization: `Bearer ${byKey ? backend.key : caller.tokens.accessToken}`,
      }),
    );
    expectCoded(answer);
    const faults = answer.errors.map(({ extensions: { code, fields } }) => ({
      code,
      paths: fields?.map(({ path }) => path),
    }));
    expect(faults).toEqual([{ code: 'BAD_USER_INPUT', paths: [place.path] }]);
    const sent = recorder.sent.filter(({ operation }) => operation === nameOf(place));
    // The caller's own account or key.
    expect(new Set(sent.map(({ name, command }) => `${name} ${command[name]}`))).toEqual(
      new Set([byKey ? 'find servicekeys' : 'find users']),
    );
  },
);

test('an export takes no longer lists than the query that it is made from', async () => {
  const filter = encodeURIComponent('{"statuses":["FAILED","PENDING","FAILED"]}');
  const answer = await ask(`${server.url}/export/requests.csv?reason=test&filter=${filter}`, {
    headers: { authorization: `Bearer ${callers.admin.tokens.accessToken}` },
  });
  expect(answer.status).toBe(400);
  expect(answer.errors[0]?.extensions.fields?.map(({ path }) => path)).toEqual(['filter.statuses']);
});

test('no list of the schema is beyond the reach of these tests', () => {
  const reached = new Set(LISTS.map(({ path }) => path.split('.').at(-1)));
  const lists = Object.values(api.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isInputObjectType(type)) return Object.values(type.getFields());
    if (isObjectType(type) || isInterfaceType(type))
      return Object.values(type.getFields()).flatMap(({ args }) => args);
    return [];
  });
  const names = lists.filter(({ type }) => isList(type)).map(({ name }) => name);
  expect(names.filter((name) => !reached.has(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(5);
});
