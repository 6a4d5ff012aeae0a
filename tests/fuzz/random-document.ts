import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { TEST_PASSWORD } from '../support/actors';
import { LONG_TEXTS, MALFORMED_TEXTS, NAUGHTY_TEXTS } from '../support/naughty-texts';
import type { LiveValues } from './live-values';
import type { Random } from './random';
import { wellMeantArguments } from './well-meant';

const NUMBERS = [
  0,
  1,
  -1,
  2,
  3,
  20,
  100,
  101,
  366,
  367,
  1_000_000,
  1_000_001,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53 - 1,
  2 ** 53,
  1.5,
  1e308,
  -0,
];
const INSTANTS = [
  '2026-06-01T00:00:00Z',
  '2026-05-01T00:00:00+09:00',
  '2027-01-01T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-06-01',
  '2026-06-01T24:00:00Z',
  '2026-06-30T23:59:60Z',
  '-000001-01-01T00:00:00Z',
];
const DAYS = [
  '2026-06-01',
  '2026-05-31',
  '2024-02-29',
  '2026-02-29',
  '0000-00-00',
  '9999-12-31',
  '2026-6-1',
  '10000-01-01',
];

/** One root field of a document, under an alias of its own. */
interface Asked {
  readonly alias: string;
  /** Such as `Mutation.login`. */
  readonly place: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface RandomDocument {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly asked: readonly Asked[];
}

/**
 * A document that fits the schema but for its values: those of a well-meant one name what is there, those of
 * others are mostly of the right kind, and no more.
 *
 * @param places the root fields that it asks for, all of one operation type
 * @param mayRead whether a field of a type may be asked for below them
 */
export function randomDocument(
  schema: GraphQLSchema,
  places: readonly string[],
  wellMeant: boolean,
  random: Random,
  live: LiveValues,
  mayRead: (typeName: string, fieldName: string) => boolean = () => true,
): RandomDocument {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const asked: Asked[] = [];
  const fields = places.map((place, n) => {
    const [typeName = '', fieldName = ''] = place.split('.');
    const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[fieldName]!;
    const args = (wellMeant ? wellMeantArguments : wildArguments)(place, field, random, live);
    const given = field.args.flatMap(({ name, type, defaultValue }) => {
      const variable = `v${declared.length}`;
      // Where there is a default, a variable may be null although the argument may not.
      if (!wellMeant && isNonNullType(type) && defaultValue !== undefined && random.chance(0.1)) {
        const missing = random.chance(0.5);
        declared.push(`$${variable}: ${String(type.ofType)}${missing ? ' = null' : ''}`);
        if (!missing) variables[variable] = null;
        return [`${name}: $${variable}`];
      }
      if (!(name in args)) return [];
      declared.push(`$${variable}: ${String(type)}`);
      variables[variable] = args[name];
      return [`${name}: $${variable}`];
    });
    asked.push({ alias: `f${n}`, place, args });
    const selection = selectionOf(field, random, wellMeant ? 3 : 4, mayRead);
    return `f${n}: ${fieldName}${given.length > 0 ? `(${given.join(', ')})` : ''}${selection}`;
  });
  const kind = places[0]!.split('.')[0]!.toLowerCase();
  return {
    query: `${kind}${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${fields.join(' ')} }`,
    variables,
    asked,
  };
}

type MayRead = NonNullable<Parameters<typeof randomDocument>[5]>;

function selectionOf(
  field: GraphQLField<unknown, unknown>,
  random: Random,
  levels: number,
  mayRead: MayRead,
): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const fields = fieldsOf(type, random, levels, mayRead);
  return ` { ${fields.map((each) => `${each.name}${selectionOf(each, random, levels - 1, mayRead)}`).join(' ')} }`;
}

/** What tells whether it was done, and where the next page begins, is always asked for. */
const ALWAYS = ['userErrors', 'code', 'pageInfo', 'endCursor'];

function fieldsOf(type: GraphQLObjectType, random: Random, levels: number, mayRead: MayRead) {
  const all = Object.values(type.getFields()).filter(({ name }) => mayRead(type.name, name));
  const leaves = all.filter((field) => !isObjectType(getNamedType(field.type)));
  const open = levels > 0 ? all : leaves;
  const chosen = open.filter(({ name }) => ALWAYS.includes(name) || random.chance(0.4));
  if (chosen.length > 0) return chosen;
  return open.length > 0 ? [random.oneOf(open)] : all.slice(0, 1);
}

function wildArguments(
  _place: string,
  field: GraphQLField<unknown, unknown>,
  random: Random,
  live: LiveValues,
): Record<string, unknown> {
  const given = field.args.filter(
    ({ type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || random.chance(0.5),
  );
  return Object.fromEntries(given.map(({ name, type }) => [name, randomValue(type, random, live)]));
}

function randomValue(type: GraphQLInputType, random: Random, live: LiveValues): unknown {
  // Now and then something of quite another kind.
  if (random.chance(0.005)) return random.oneOf([null, 1, 'x', true, [], {}, { $gt: '' }, [[[]]], 1.5]);
  if (isNonNullType(type)) return randomValue(type.ofType, random, live);
  if (random.chance(0.1)) return null;
  if (isListType(type)) {
    const count = random.oneOf([0, 1, 1, 2, 3, 21]);
    return Array.from({ length: count }, () => randomValue(type.ofType, random, live));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || random.chance(0.6),
    );
    return Object.fromEntries(fields.map((field) => [field.name, randomValue(field.type, random, live)]));
  }
  if (isEnumType(type)) return random.oneOf(type.getValues()).name;
  switch (type.name) {
    case 'ID':
      return random.chance(0.95) ? live.anyId(random) : random.oneOf(NAUGHTY_TEXTS);
    case 'Int':
    case 'SafeInt':
      return random.chance(0.9) ? 1 + random.below(5) : random.oneOf(NUMBERS);
    case 'Boolean':
      return random.chance(0.5);
    case 'DateTime':
      return random.oneOf(random.chance(0.9) ? INSTANTS.slice(0, 3) : INSTANTS);
    case 'LocalDate':
      return random.oneOf(random.chance(0.9) ? DAYS.slice(0, 3) : DAYS);
    default:
      return randomText(random, live);
  }
}

function randomText(random: Random, live: LiveValues): string {
  const { username, refreshToken } = random.oneOf(live.bystanders);
  const known = ['a title', username, refreshToken, TEST_PASSWORD, live.anyCursor(random) ?? ''];
  if (random.chance(0.5)) return random.oneOf(known);
  return random.oneOf(random.chance(0.9) ? NAUGHTY_TEXTS : [...MALFORMED_TEXTS, ...LONG_TEXTS]);
}
