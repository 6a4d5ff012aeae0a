import { buildSchema, getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { schema } from '../../src/graphql/schema';

/** The API as its SDL tells it. */
export const api = buildSchema(schema().text);

/** Every root field as `Query.me` or `Mutation.login`. */
export const rootFields: readonly string[] = ['Query', 'Mutation'].flatMap((typeName) =>
  Object.keys(objectType(typeName).getFields()).map((field) => `${typeName}.${field}`),
);

export function objectType(name: string): GraphQLObjectType {
  const type = api.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

/** The smallest document that asks for a root field, with a variable for each argument that is given. */
export function documentFor(place: string, given: readonly string[]): string {
  const [typeName = '', fieldName = ''] = place.split('.');
  const field = objectType(typeName).getFields()[fieldName];
  if (!field) throw new Error(`there is no ${place}`);
  const args = field.args.filter(({ name }) => given.includes(name));
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const inParentheses = (text: string) => (text === '' ? '' : `(${text})`);
  return `${typeName.toLowerCase()} ${inParentheses(declared)} { ${fieldName}${inParentheses(passed)} ${selection} }`;
}
