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

/** Numbers that a seed gives again. */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    chance: (probability: number) => next() < probability,
    oneOf: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
  };
}
export type Random = ReturnType<typeof randomFrom>;

const NAUGHTY_TEXTS = [
  '',
  ' ',
  '\t\n\r',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '\u202eabc',
  '\u0000\u0001\u001f',
  'null',
  'undefined',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$where',
  '$gt',
  '{"$gt": ""}',
  '$$NOW',
  '$title',
  'a.b.c',
  '.',
  '$',
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  "'; DROP TABLE users; --",
  '${7*7}',
  '{{7*7}}',
  '%s%n%x',
  '%00',
  '(',
  '[',
  '*',
  '.*+?^${}()|[]\\',
  '(a+)+$',
  '\u0130\u0131',
  'ﬀ',
  'Ⅷ',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(50),
  '\u0301'.repeat(200),
  '一'.repeat(200),
  'x'.repeat(201),
  'x'.repeat(1_001),
  'x'.repeat(10_001),
  '1e400',
  '-0',
  '9007199254740993',
  'AQID',
  'eyJhbGciOiJub25lIn0.e30.',
  'W10',
  'bnVsbA',
] as const;
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

/** What earlier answers named: ids, cursors, tokens and texts that something stands behind. */
export interface Known {
  readonly ids: string[];
  readonly texts: string[];
}

export interface RandomDocument {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** A document that fits the schema but for its values, most of which are of the right kind. */
export function randomDocument(schema: GraphQLSchema, random: Random, known: Known): RandomDocument {
  const kind = random.chance(0.5) ? 'query' : 'mutation';
  const root = (kind === 'query' ? schema.getQueryType() : schema.getMutationType())!;
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fields = Array.from({ length: random.oneOf([1, 1, 1, 2, 3]) }, (_, n) => {
    const field = random.oneOf(Object.values(root.getFields()));
    const given = field.args.flatMap((argument) => {
      if (!isNonNullType(argument.type) && random.chance(0.5)) return [];
      if (argument.defaultValue !== undefined && random.chance(0.5)) return [];
      const name = `v${declared.length}`;
      declared.push(`$${name}: ${String(argument.type)}`);
      variables[name] = randomValue(argument.type, random, known);
      return [`${argument.name}: $${name}`];
    });
    return `f${n}: ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${selectionOf(field, random, 4)}`;
  });
  return {
    query: `${kind}${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${fields.join(' ')} }`,
    variables,
  };
}

function selectionOf(field: GraphQLField<unknown, unknown>, random: Random, levels: number): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const fields = fieldsOf(type, random, levels);
  return ` { ${fields.map((each) => `${each.name}${selectionOf(each, random, levels - 1)}`).join(' ')} }`;
}

function fieldsOf(type: GraphQLObjectType, random: Random, levels: number) {
  const all = Object.values(type.getFields());
  const leaves = all.filter((field) => !isObjectType(getNamedType(field.type)));
  const open = levels > 0 ? all : leaves;
  const chosen = open.filter(() => random.chance(0.4));
  if (chosen.length > 0) return chosen;
  return open.length > 0 ? [random.oneOf(open)] : all.slice(0, 1);
}

function randomValue(type: GraphQLInputType, random: Random, known: Known): unknown {
  // Now and then something of quite another kind.
  if (random.chance(0.005)) return random.oneOf([null, 1, 'x', true, [], {}, { $gt: '' }, [[[]]], 1.5]);
  if (isNonNullType(type)) return randomValue(type.ofType, random, known);
  if (random.chance(0.1)) return null;
  if (isListType(type)) {
    const count = random.oneOf([0, 1, 1, 2, 3, 21]);
    return Array.from({ length: count }, () => randomValue(type.ofType, random, known));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || random.chance(0.6),
    );
    return Object.fromEntries(fields.map((field) => [field.name, randomValue(field.type, random, known)]));
  }
  if (isEnumType(type)) return random.oneOf(type.getValues()).name;
  switch (type.name) {
    case 'ID':
      return known.ids.length > 0 && random.chance(0.95)
        ? random.oneOf(known.ids)
        : random.oneOf(NAUGHTY_TEXTS);
    case 'Int':
    case 'SafeInt':
      return random.chance(0.96) ? 1 + random.below(5) : random.oneOf(NUMBERS);
    case 'Boolean':
      return random.chance(0.5);
    case 'DateTime':
      return random.oneOf(random.chance(0.96) ? INSTANTS.slice(0, 3) : INSTANTS);
    case 'LocalDate':
      return random.oneOf(random.chance(0.96) ? DAYS.slice(0, 3) : DAYS);
    default:
      return random.chance(0.93) && known.texts.length > 0
        ? random.oneOf(known.texts)
        : random.oneOf(NAUGHTY_TEXTS);
  }
}
