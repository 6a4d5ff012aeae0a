import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { TEST_PASSWORD } from '../support/actors';
import type { LiveValues } from './live-values';
import type { Random } from './random';

const STARTED = '2026-05-01T00:00:00Z';
const LATER = '2027-01-01T00:00:00Z';

/** Arguments as somebody gives them who knows what is there and wants to be served. */
export function wellMeantArguments(
  place: string,
  field: GraphQLField<unknown, unknown>,
  random: Random,
  live: LiveValues,
): Record<string, unknown> {
  const page = random.chance(0.3) ? live.nextPage(random, place) : null;
  if (page) return page;

  const bystander = random.oneOf(live.bystanders);
  const unique = () => `x${random.below(2 ** 31).toString(36)}`;
  /** By the name that an argument or field has. */
  const named: Record<string, () => unknown> = {
    currentPassword: () => TEST_PASSWORD,
    password: () => TEST_PASSWORD,
    newPassword: () => TEST_PASSWORD,
    username: () => (place.endsWith('register') ? unique() : bystander.username),
    refreshToken: () => bystander.refreshToken,
    token: () => live.identityToken(unique()),
    userId: () => (place.startsWith('Mutation') ? bystander.id : live.id(random, place, 'userId')),
    requestId: () =>
      place.endsWith('revealCode') ? live.coded.requestId : live.id(random, place, 'requestId'),
    grantId: () => live.coded.grantId,
    idempotencyKey: unique,
    source: () => 'a-backend',
    // Of a backend: an account by its id, and values that the platform does not check.
    user: () => ({ id: bystander.id }),
    issuer: () => (place.endsWith('unlinkIdentity') ? 'https://id.example.com' : 'a-backend'),
    subject: unique,
    externalId: unique,
    activityKind: () => 'purchase',
    occurredAt: () => live.now,
    expiresAt: () => null,
    url: () => 'https://example.com/hook',
    fromSequence: () => (place.endsWith('replayWebhook') ? 1 : null),
    toSequence: () => 1,
    sequence: () => null,
    firstDay: () => '2030-01-01',
    lastDay: () => null,
    startAt: () => STARTED,
    endAt: () => LATER,
    claimUntil: () => null,
    day: () => live.now.slice(0, 10),
    from: () => null,
    to: () => null,
    requestedTo: () => LATER,
    grantedTo: () => LATER,
    after: () => (place.endsWith('rewardFeed') ? 0 : null),
    first: () => 1 + random.below(5),
    titleContains: () => 'a',
    usernamePrefix: () => 'u',
    payout: () => random.oneOf(['AUTO', 'MANUAL']),
    // An edit that keeps what is there complete.
    active: () => false,
    stock: () => random.oneOf([null, 5, 100]),
    quantity: () => 1 + random.below(3),
    condition: () => ({ kind: 'TOTAL_ATTENDANCE', target: 1 + random.below(30) }),
    conditions: () => [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 1 + random.below(30) }],
  };

  const valueOf = (type: GraphQLInputType, name: string): unknown => {
    if (name in named) return named[name]!();
    if (isNonNullType(type)) return valueOf(type.ofType, name);
    if (isListType(type)) return [valueOf(type.ofType, '')];
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((each) => isNeeded(each) || random.chance(0.4));
      const value = Object.fromEntries(fields.map((each) => [each.name, valueOf(each.type, each.name)]));
      if ('expectedVersion' in value) value.expectedVersion = live.versionOf(value.id ?? value.eventId);
      return value;
    }
    if (isEnumType(type)) return random.oneOf(type.getValues()).name;
    const { name: typeName } = getNamedType(type);
    if (typeName === 'ID') return live.id(random, place, name);
    if (typeName === 'String' && name === 'kind') return 'purchase';
    if (typeName === 'Boolean') return random.chance(0.5);
    if (typeName === 'String') return `a ${name}`;
    return 1 + random.below(3);
  };
  return Object.fromEntries(
    field.args
      .filter((argument) => isNeeded(argument) || random.chance(0.4))
      .map(({ name, type }) => [name, valueOf(type, name)]),
  );
}

/** A refresh token is what a logout of another needs: without it the caller's own login ends. */
function isNeeded({
  name,
  type,
  defaultValue,
}: {
  name: string;
  type: GraphQLInputType;
  defaultValue?: unknown;
}) {
  return (isNonNullType(type) && defaultValue === undefined) || name === 'refreshToken';
}
