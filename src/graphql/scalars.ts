import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isServiceDay } from '../domain/service-calendar';

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

// RFC 3339, offset required: without one an instant would mean another moment on each server.
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function parseInstant(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  const day = INSTANT.exec(value)?.[1];
  if (day === undefined || !isServiceDay(day)) return null;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

export const DateTime = scalar(
  'DateTime',
  'An instant, ISO 8601 with an offset; sent as UTC with milliseconds.',
  Kind.STRING,
  parseInstant,
  (value) => (value as Date).toISOString(),
);

export const LocalDate = scalar(
  'LocalDate',
  'A civil day, YYYY-MM-DD.',
  Kind.STRING,
  (value) => (typeof value === 'string' && isServiceDay(value) ? value : null),
  (value) => value,
);

export const SafeInt = scalar(
  'SafeInt',
  'A whole number up to 2^53 - 1, sent as a JSON number.',
  Kind.INT,
  (value) => (Number.isSafeInteger(value) ? (value as number) : null),
  (value) => value,
);
