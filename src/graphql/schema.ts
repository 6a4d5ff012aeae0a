import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { GraphQLEnumType, GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { ERROR_CODES } from '../errors';
import { FEATURES } from '../features';
import { accessText } from './permissions';
import { DateTime } from './types/scalars';
import { validateInput } from './types/validate-input';

const resolvers = FEATURES.flatMap(({ resolvers = [] }) => resolvers) as NonEmptyArray<Function>;

let built: { readonly schema: GraphQLSchema; readonly text: string; readonly hash: string } | undefined;

/** The executable schema without its permissions, its SDL as committed in schema/, and the SDL's SHA-256. */
export function schema() {
  if (built) return built;
  const fromClasses = buildSchemaSync({
    resolvers,
    validateFn: (value, type) => validateInput(value, type),
    scalarsMap: [{ type: Date, scalar: DateTime }],
  });
  describeRoots(fromClasses);
  describeAccess(fromClasses);
  const complete = withErrorCodes(fromClasses);
  // Sorted, so that moving a class changes nothing in the committed file.
  const text = `${printSchema(lexicographicSortSchema(complete))}\n`;
  built = { schema: complete, text, hash: createHash('sha256').update(text).digest('hex') };
  return built;
}

/** type-graphql makes these two types itself and has no place for their descriptions. */
function describeRoots(schema: GraphQLSchema): void {
  schema.getQueryType()!.description = 'All reads. An error in one field leaves the others intact.';
  schema.getMutationType()!.description =
    'All changes. The mutations of one document run one after the other.';
}

/** Each root field's description ends with who may call it, as the permissions say. */
function describeAccess(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType()!, schema.getMutationType()!]) {
    for (const field of Object.values(type.getFields())) {
      const access = accessText(type.name as 'Query' | 'Mutation', field.name);
      field.description = [field.description, access].filter(Boolean).join(' ');
    }
  }
}

/** No field returns an ErrorCode, so type-graphql would leave the enum out; clients want its words. */
function withErrorCodes(schema: GraphQLSchema): GraphQLSchema {
  const errorCode = new GraphQLEnumType({
    name: 'ErrorCode',
    description:
      'Error codes in `errors[].extensions.code`. Together with RefusalCode, these are all codes that this API returns.',
    values: Object.fromEntries(
      Object.entries(ERROR_CODES).map(([code, description]) => [code, { description }]),
    ),
  });
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...config.types, errorCode] });
}
