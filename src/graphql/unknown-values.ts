import { GraphQLError, isEnumType, type GraphQLEnumType, type GraphQLSchema } from 'graphql';
import { UNKNOWN } from '../domain/known-values';

/**
 * Lets an enum that has the value UNKNOWN read any stored value: one that this version does not know leaves as
 * UNKNOWN, where graphql-js would fail the field and, in a list, the whole page. Inputs reject UNKNOWN: a stored
 * value is never chosen by a caller who does not know it.
 *
 * @param schema the one that is executed: whatever wraps a schema makes its types anew
 */
export function withUnknownValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && type.getValue(UNKNOWN) !== undefined) readUnknown(type);
  }
  return schema;
}

function readUnknown(type: GraphQLEnumType): void {
  const [known, parseValue, parseLiteral] = [
    new Set<unknown>(type.getValues().map(({ value }) => value as unknown)),
    type.parseValue.bind(type),
    type.parseLiteral.bind(type),
  ];
  const serialize = type.serialize.bind(type);
  const rejectUnknown = (value: unknown) => {
    if (value === UNKNOWN) throw new GraphQLError(`${type.name}.${UNKNOWN} is no input.`);
    return value;
  };
  type.serialize = (value) => (known.has(value) ? serialize(value) : UNKNOWN);
  type.parseValue = (...args) => rejectUnknown(parseValue(...args));
  type.parseLiteral = (...args) => rejectUnknown(parseLiteral(...args));
}
