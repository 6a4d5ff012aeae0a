import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isInstant, toInstant } from '../../domain/instant';
import { isServiceDay } from '../../domain/service-calendar';

/** Own scalars: those of the usual library take numbers for instants and echo what was sent. */

function scalar<T>(
  name: string,
  description: string,
  literal: typeof Kind.STRING | typeof Kind.INT,
  parse: (value: unknown) => T | null,
  serialize: (value: unknown) => unknown,
): GraphQLScalarType {
  const parseOrRefuse = (value: unknown): T => {
    const parsed = parse(value);
    if (parsed === null) throw new GraphQLError(`${name} expects: ${description}`);
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: parseOrRefuse,
    parseLiteral: (node: ValueNode) => {
      if (node.kind !== literal) return parseOrRefuse(undefined);
      return parseOrRefuse(literal === Kind.INT ? Number(node.value) : node.value);
    },
  });
}

export const DateTime = scalar(
  'DateTime',
  'An instant in RFC 3339 format with an offset, years 0001 to 9999 in UTC. Seconds and the colon of the offset are optional in input. Output is UTC with milliseconds.',
  Kind.STRING,
  (value) => (typeof value === 'string' ? toInstant(value) : null),
  (value) => {
    // Nothing is given that would not be taken.
    if (!isInstant(value as Date)) throw new RangeError('a stored instant is outside the years 0001 to 9999');
    return (value as Date).toISOString();
  },
);

export const LocalDate = scalar(
  'LocalDate',
  'A calendar day, YYYY-MM-DD.',
  Kind.STRING,
  (value) => (typeof value === 'string' && isServiceDay(value) ? value : null),
  (value) => value,
);

export const SafeInt = scalar(
  'SafeInt',
  'An integer up to 2^53 - 1, sent as a JSON number.',
  Kind.INT,
  (value) => (Number.isSafeInteger(value) ? (value as number) : null),
  (value) => value,
);
