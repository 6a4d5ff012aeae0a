import { getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { SERVICE_SCOPES } from '../../src/domain/service-scopes';
import type { Actor } from '../support/actors';
import { expectCoded, post } from '../support/http';
import { inputPlaces, NOWHERE, type InputPlace } from '../support/inputs';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, KEY_FIELDS, type Backend } from '../support/service-keys';
import { until } from '../support/until';

let server: TestServer;
let user: Actor;
let admin: Actor;
let backend: Backend;
let before: Record<string, number>;
beforeAll(async () => {
  server = await startTestServer();
  user = await server.actor('USER');
  admin = await server.actor('ADMIN');
  backend = await backendOf(server, [...SERVICE_SCOPES]);
  // The first start writes this setting in the background.
  await until(async () => (await server.database.settings.countDocuments({ _id: 'nameLookups' })) === 1);
});
afterAll(() => server.close());
// Whatever is asked in a test, nothing is stored.
beforeEach(async () => {
  before = await rowCounts();
});
afterEach(async () => expect(await rowCounts()).toEqual(before));

async function rowCounts(): Promise<Record<string, number>> {
  const { db } = server.database.connection;
  const names = (await db!.listCollections().toArray()).map(({ name }) => name).sort();
  const counts = await Promise.all(names.map((name) => db!.collection(name).countDocuments()));
  return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));
}

const OF_A_USER = [
  'Query.eligibility',
  'Query.myActivities',
  'Query.myAttendance',
  'Query.myRewardRequests',
  'Mutation.requestReward',
  'Mutation.eraseMyAccount',
];

/** The codes that a value is answered with, and the paths that are named as its fault. */
async function refusalOf(place: InputPlace, value: unknown): Promise<{ codes: string[]; paths: string[] }> {
  const actor = OF_A_USER.includes(place.field) ? user : admin;
  const bearer = KEY_FIELDS.has(place.field) ? backend.key : actor.tokens.accessToken;
  const answer = await post(server.url, JSON.stringify(place.operation(value)), {
    authorization: `Bearer ${bearer}`,
  });
  expectCoded(answer);
  return {
    // One bad variable may have several errors; each has all paths.
    codes: [...new Set(answer.errors.map(({ extensions }) => extensions.code))],
    paths: answer.errors.flatMap(({ extensions }) => (extensions.fields ?? []).map(({ path }) => path)),
  };
}

const nameOf = ({ field, path }: InputPlace) => `${field}: ${path}`;

const MALFORMED_TEXTS = ['a\0b', '\ud83d', 'a\ude00b', '\ude00\ud83d'];
const OPERATOR = { $gt: '' };

/** Values of another type than the place has. */
const MISFITS: Record<string, readonly unknown[]> = {
  String: [1, true, ['a'], OPERATOR],
  ID: [1.5, true, ['x'], OPERATOR],
  Int: ['1', 1.5, 2 ** 31, 2 ** 53, true, OPERATOR],
  SafeInt: ['1', 1.5, 2 ** 53, -(2 ** 53), 1e300, true, OPERATOR],
  Boolean: ['true', 0, OPERATOR],
  DateTime: [
    ...[
      '',
      'tomorrow',
      '2026-06-01',
      '2026-06-01T00:00:00',
      '2026-06-01 00:00:00Z',
      '9999-12-31T23:59:59-14:00',
    ],
    ...['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-06-01T24:00:00Z', '2026-06-01T00:60:00Z'],
    ...[
      '2026-06-01T00:00:00+24:00',
      '+10000-01-01T00:00:00Z',
      '2026-06-01T00:00:00Z\0',
      0,
      1_780_000_000_000,
    ],
    OPERATOR,
  ],
  LocalDate: ['', '2026-02-30', '2026-6-1', '20260601', '2026-06-01T00:00:00Z', 20260601, OPERATOR],
};

function misfitsOf({ type, typeName }: InputPlace): readonly unknown[] {
  const bare = getNullableType(type);
  const nulls = isNonNullType(type) ? [null] : [];
  // GraphQL takes one value for a list of one.
  if (isListType(bare)) return [...nulls, [[]], [{ $gt: '' }]];
  if (isInputObjectType(bare)) return [...nulls, 'text', 1, { $where: '1' }, { __proto__x: 1 }];
  if (isEnumType(bare)) return [...nulls, 'NO_SUCH', 'user', '', 1, OPERATOR];
  return [...nulls, ...MISFITS[typeName]!];
}

const fields = [...new Set(inputPlaces.map(({ field }) => field))];
const placesOf = (field: string) => inputPlaces.filter((place) => place.field === field);

test.each(fields)(
  'a value that does not match its type, wherever %s takes one, is named by its path',
  async (field) => {
    for (const place of placesOf(field)) {
      const refusals = await Promise.all(misfitsOf(place).map((value) => refusalOf(place, value)));
      for (const { codes, paths } of refusals) {
        expect({ path: place.path, codes }).toEqual({ path: place.path, codes: ['BAD_USER_INPUT'] });
        expect(paths).not.toEqual([]);
        for (const path of paths) expect(path.startsWith(place.path)).toBe(true);
      }
    }
  },
);

test('null is the same as nothing wherever a query takes it', async () => {
  const optional = inputPlaces.filter(({ field, type }) => field.startsWith('Query') && !isNonNullType(type));
  for (const place of optional) {
    const { codes } = await refusalOf(place, null);
    // The records that the least documents ask for are not there.
    expect({ place: nameOf(place), codes: codes.filter((code) => code !== 'NOT_FOUND') }).toEqual({
      place: nameOf(place),
      codes: [],
    });
  }
});

/** Each item is answered by itself: one that names nothing fails none of the others. */
const HAS_OUTCOMES: ReadonlySet<string> = new Set([
  'Mutation.voidActivities',
  'Mutation.approveRewardRequests',
  'Mutation.rejectRewardRequests',
]);

/** Places of one value, neither lists nor their items. */
const singlePlaces = (typeName: string) =>
  inputPlaces.filter((place) => place.typeName === typeName && !isListType(getNullableType(place.type)));

test('NUL and half a surrogate pair are no text', async () => {
  for (const place of singlePlaces('String')) {
    for (const malformed of MALFORMED_TEXTS) {
      const { codes, paths } = await refusalOf(place, malformed);
      expect({ place: nameOf(place), codes }).toEqual({ place: nameOf(place), codes: ['BAD_USER_INPUT'] });
      expect(paths).toContain(place.path);
    }
  }
});

test('an id is opaque: what can be none names nothing', async () => {
  for (const place of singlePlaces('ID')) {
    for (const id of ['', 'x', 'A'.repeat(24), `${NOWHERE}0`, '$where', 42]) {
      const { codes, paths } = await refusalOf(place, id);
      if (place.path.startsWith('filter.'))
        expect({ place: nameOf(place), codes }).toEqual({ place: nameOf(place), codes: [] });
      else if (/\.(?:requiredEventId|conditions?(?:\.0)?\.audienceId)$/.test(place.path))
        expect(paths).toContain(place.path);
      else if (place.field === 'Query.eligibility' && place.path === 'userId')
        expect(codes).toEqual(['FORBIDDEN']);
      // A user who is not there has no activities, and for a key is a refusal or no user at all.
      else if (KEY_FIELDS.has(place.field) || HAS_OUTCOMES.has(place.field))
        expect(['', 'BAD_USER_INPUT']).toContain(codes.join());
      else expect({ place: nameOf(place), codes }).toEqual({ place: nameOf(place), codes: ['NOT_FOUND'] });
    }
  }
});

test('NUL and half a surrogate pair are in no id either', async () => {
  for (const place of singlePlaces('ID')) {
    for (const malformed of MALFORMED_TEXTS.slice(0, 2)) {
      const { codes } = await refusalOf(place, malformed);
      expect(['BAD_USER_INPUT', 'NOT_FOUND', 'FORBIDDEN']).toEqual(expect.arrayContaining(codes));
      expect(codes).toHaveLength(1);
    }
  }
});

const text = (length: number, character = 'x') => character.repeat(length);
const list = (length: number, item: object) => Array.from({ length }, () => item);
const CONDITION = { kind: 'ACCOUNT_AGE', target: 1 };
const REWARD = { type: 'POINT', name: 'Points', quantity: 1 };
const INVISIBLE = ['   ', '\u3164', '\u200b\u2800\t'];
const TITLES = ['', ...INVISIBLE, text(201), text(201, '한'), text(201, '😀')];
const DESCRIPTIONS = [text(10_001)];
const NAMES = TITLES;
const QUANTITIES = [0, -1, 1_000_001];
const STOCKS = [-1, 1_000_000_001];
const EXTERNAL_IDS = [text(201)];
const REASONS = [...INVISIBLE, text(1_001), text(1_001, '😀')];
const KEYS = ['', text(129), text(129, '😀')];
const USERNAMES = ['', 'ab', text(33), 'with space', 'semi;colon', 'аdmin'];
const PASSWORDS = ['', text(7), text(257), 'password'];

/** Beyond the limits of values, by the place that breaks them. */
// prettier-ignore
const BEYOND: ReadonlyArray<readonly [field: string, path: string, values: readonly unknown[]]> = [
  ['Mutation.createEvent', 'input.title', TITLES],
  ['Mutation.createEvent', 'input.description', DESCRIPTIONS],
  ['Mutation.createEvent', 'input.conditions', [list(21, CONDITION)]],
  ['Mutation.createEvent', 'input.rewards', [list(21, REWARD)]],
  ['Mutation.createEvent', 'input.rewards.0.name', NAMES],
  ['Mutation.createEvent', 'input.rewards.0.quantity', QUANTITIES],
  ['Mutation.createEvent', 'input.rewards.0.stock', STOCKS],
  ['Mutation.createEvent', 'input.rewards.0.externalId', EXTERNAL_IDS],
  ['Mutation.createEvent', 'input.conditions.0.target', [0, -1, 367, 2 ** 53 - 1, null]],
  ['Mutation.createEvent', 'input.conditions.0.requiredEventId', [NOWHERE]],
  ['Mutation.createEvent', 'input.idempotencyKey', KEYS],
  ['Mutation.createAudience', 'input.name', NAMES],
  ['Mutation.startPayout', 'input.reason', REASONS],
  ['Mutation.startPayout', 'input.idempotencyKey', KEYS],
  ['Mutation.duplicateEvent', 'input.title', TITLES],
  ['Mutation.duplicateEvent', 'input.idempotencyKey', KEYS],
  ['Mutation.updateEvent', 'input.title', [...TITLES, null]],
  ['Mutation.updateEvent', 'input.description', [...DESCRIPTIONS, null]],
  ['Mutation.updateEvent', 'input.startAt', [null]],
  ['Mutation.updateEvent', 'input.active', [null]],
  ['Mutation.updateEvent', 'input.reason', [...REASONS, null]],
  ['Mutation.archiveEvent', 'input.reason', REASONS],
  ['Mutation.updateEvent', 'input.payout', [null]],
  ['Mutation.addCondition', 'input.condition.target', [0, -1, 367]],
  ['Mutation.updateCondition', 'input.condition.target', [0, -1, 367]],
  ['Mutation.addReward', 'input.reward.name', NAMES],
  ['Mutation.addReward', 'input.reward.quantity', QUANTITIES],
  ['Mutation.addReward', 'input.reward.stock', STOCKS],
  ['Mutation.addReward', 'input.reward.externalId', EXTERNAL_IDS],
  ['Mutation.updateReward', 'input.name', [...NAMES, null]],
  ['Mutation.updateReward', 'input.quantity', [...QUANTITIES, null]],
  ['Mutation.updateReward', 'input.externalId', EXTERNAL_IDS],
  ['Mutation.adjustRewardStock', 'input.delta', [0]],
  ['Mutation.adjustRewardStock', 'input.reason', REASONS],
  ['Mutation.adjustRewardStock', 'input.idempotencyKey', KEYS],
  ['Mutation.requestReward', 'input.idempotencyKey', KEYS],
  ['Mutation.approveRewardRequest', 'input.note', REASONS],
  ['Mutation.rejectRewardRequest', 'input.reason', ['', ...REASONS]],
  ['Mutation.approveRewardRequests', 'input.note', REASONS],
  ['Mutation.rejectRewardRequests', 'input.reason', ['', ...REASONS]],
  ['Mutation.revealCode', 'input.reason', ['', ...REASONS]],
  ['Mutation.revokeRewardRequest', 'input.reason', ['', ...REASONS]],
  ['Mutation.revokeRewardRequest', 'input.idempotencyKey', KEYS],
  ['Mutation.changeUserRole', 'input.reason', REASONS],
  ['Mutation.setUserDisabled', 'input.reason', REASONS],
  ['Mutation.eraseUser', 'input.reason', ['', ...REASONS]],
  ['Mutation.register', 'input.username', USERNAMES],
  ['Mutation.register', 'input.password', PASSWORDS],
  ['Mutation.changePassword', 'input.newPassword', PASSWORDS],
  ['Mutation.resetPassword', 'input.reason', ['', ...REASONS]],
  ['Mutation.redeemOneTimePassword', 'input.newPassword', PASSWORDS],
  ['Mutation.addStaffNote', 'input.text', ['', ...REASONS]],
  ['Mutation.addStaffNote', 'input.idempotencyKey', KEYS],
  ['Mutation.unlinkIdentity', 'input.issuer', ['', text(256)]],
  ['Mutation.unlinkIdentity', 'input.subject', ['', text(256)]],
  ['Query.users', 'filter.usernamePrefix', [text(33)]],
  ['Query.users', 'filter.usernameContains', [text(33)]],
  ['Query.users', 'filter.subjectPrefix', ['', text(2), text(256)]],
  ['Query.events', 'filter.titleContains', [text(201)]],
  ['Query.auditEntries', 'filter.actions', [Array.from({ length: 101 }, () => 'login')]],
];

test.each(BEYOND)('%s: %s has its limits', async (field, path, values) => {
  const place = inputPlaces.find((candidate) => candidate.field === field && candidate.path === path)!;
  for (const value of values) {
    const { codes, paths } = await refusalOf(place, value);
    expect({ value, codes }).toEqual({ value, codes: ['BAD_USER_INPUT'] });
    expect(paths).toContain(path);
  }
});

test.each(inputPlaces.filter(({ path }) => path === 'first').map((place) => [place.field, place] as const))(
  '%s gives pages of a bounded size',
  async (field, place) => {
    const most = field === 'Query.rewardFeed' ? 200 : 100;
    for (const first of [0, -1, most + 1, 2 ** 31 - 1]) {
      expect(await refusalOf(place, first)).toEqual({ codes: ['BAD_USER_INPUT'], paths: ['first'] });
    }
  },
);
