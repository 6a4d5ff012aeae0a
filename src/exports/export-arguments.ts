import { coerceInputValue, GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputType } from 'graphql';
import { BadUserInput, type InputFault } from '../errors';
import { PageArgs } from '../graphql/pagination';
import { schema } from '../graphql/schema';
import { validateInput } from '../graphql/validate-input';
import type { Export } from './export';

export interface ExportArguments {
  /** An instance of the export's `argsType`. */
  readonly args: object;
  /** As it was given, for the audit trail. */
  readonly filter: unknown;
  readonly reverse: boolean;
}

const PAGE_ARGUMENTS = ['first', 'after', 'reverse'];

/**
 * The arguments of an export by the very types and limits of the query that lists the same rows: `filter` is
 * JSON, `reverse` true or false; both may be left out where the query lets them be.
 *
 * @throws BadUserInput with the paths; no value is repeated. Also for a name that is none: a filter that is
 *   spelt wrong must not become an export of everything
 */
export function readArguments(definition: Export, query: Readonly<Record<string, unknown>>): ExportArguments {
  const unknown = Object.keys(query).filter((name) => name !== 'filter' && name !== 'reverse');
  if (unknown.length > 0)
    throw new BadUserInput({ path: 'query', message: 'knows filter and reverse alone' });
  const { reverse = 'false' } = query;
  if (reverse !== 'true' && reverse !== 'false') {
    throw new BadUserInput({ path: 'reverse', message: 'must be true or false' });
  }
  const filter = parseFilter(query.filter);
  const coerced = coerce(definition, filter);
  const args = Object.assign(new definition.argsType(), new PageArgs(), {
    ...{ first: 1, reverse: reverse === 'true' },
    ...(definition.filterType === undefined
      ? coerced
      : { filter: coerced && Object.assign(new definition.filterType(), coerced) }),
  });
  validateInput(args, definition.argsType);
  return { args, filter, reverse: reverse === 'true' };
}

function parseFilter(text: unknown): unknown {
  if (text === undefined) return null;
  try {
    if (typeof text === 'string') return JSON.parse(text) as unknown;
  } catch {
    // Said below.
  }
  throw new BadUserInput({ path: 'filter', message: 'must be JSON' });
}

function coerce(definition: Export, filter: unknown): object | null {
  const faults: InputFault[] = [];
  const coerced: unknown = coerceInputValue(filter, filterTypeOf(definition), (path) => {
    faults.push({ path: ['filter', ...path].join('.'), message: 'does not fit its type' });
  });
  if (faults.length > 0) throw new BadUserInput(...faults.slice(0, 20));
  return coerced as object | null;
}

/** The type of the query's `filter`; without one, its own arguments are the filter's fields. */
function filterTypeOf({ query, filterType }: Export): GraphQLInputType {
  const { args } = schema().schema.getQueryType()!.getFields()[query]!;
  if (filterType) return args.find(({ name }) => name === 'filter')!.type;
  const own = args.filter(({ name }) => !PAGE_ARGUMENTS.includes(name));
  const fields = Object.fromEntries(own.map(({ name, type }) => [name, { type }]));
  return new GraphQLNonNull(new GraphQLInputObjectType({ name: 'ExportFilter', fields }));
}
