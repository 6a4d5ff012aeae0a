import {
  coerceInputValue,
  getNamedType,
  GraphQLInputObjectType,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import type { Types } from 'mongoose';
import { toObjectId } from '../database/object-ids';
import { BadUserInput, type InputFault } from '../errors';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import { characterCount, hasVisibleCharacter, isWellFormedText } from '../domain/text';
import { PageArgs } from '../graphql/types/connection';
import { schema } from '../graphql/schema';
import { validateInput } from '../graphql/types/validate-input';
import type { Export } from './format/export';

export interface ExportArguments {
  /** An instance of the export's `argsType`. */
  readonly args: object;
  /** As it was given, for the audit trail. */
  readonly filter: unknown;
  readonly reverse: boolean;
  /** As it was given; null: none. */
  readonly reason: string | null;
}

const PARAMETERS = ['filter', 'reverse', 'reason'];
const PAGE_ARGUMENTS = ['first', 'after', 'reverse'];

/**
 * The arguments of an export by the very types and limits of the query that lists the same rows: `filter` is
 * JSON, `reverse` true or false; both may be left out where the query lets them be. `reason` is a text.
 *
 * @throws BadUserInput with the paths; no value is repeated. Also for a name that is none: a filter that is
 *   spelt wrong must not become an export of everything
 */
export function readArguments(definition: Export, query: Readonly<Record<string, unknown>>): ExportArguments {
  const unknown = Object.keys(query).filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0)
    throw new BadUserInput({ path: 'query', message: 'accepts only filter, reverse and reason' });
  const { reverse = 'false' } = query;
  if (reverse !== 'true' && reverse !== 'false') {
    throw new BadUserInput({ path: 'reverse', message: 'must be true or false' });
  }
  const reason = parseReason(query.reason);
  const filter = parseFilter(query.filter);
  const coerced = coerce(definition, filter);
  const args = Object.assign(new definition.argsType(), new PageArgs(), {
    first: 1,
    reverse: reverse === 'true',
    ...(definition.filterType === undefined
      ? coerced
      : { filter: coerced && Object.assign(new definition.filterType(), coerced) }),
  });
  validateInput(args, definition.argsType);
  return { args, filter, reverse: reverse === 'true', reason };
}

/** The account whose rows a filter selects: an erasure removes what the audit entry says about it. */
export function subjectOf(filter: unknown): { readonly subjectId?: Types.ObjectId } {
  const { userId } = (filter ?? {}) as { readonly userId?: unknown };
  const subjectId = typeof userId === 'string' ? toObjectId(userId) : null;
  return subjectId === null ? {} : { subjectId };
}

function parseReason(text: unknown): string | null {
  if (text === undefined) return null;
  if (typeof text !== 'string') throw new BadUserInput({ path: 'reason', message: 'must be a text' });
  if (!hasVisibleCharacter(text) || characterCount(text) > REASON_MAX_CHARACTERS)
    throw new BadUserInput({ path: 'reason', message: `must have 1 to ${REASON_MAX_CHARACTERS} characters` });
  if (!isWellFormedText(text))
    throw new BadUserInput({ path: 'reason', message: 'must not contain NUL or an unpaired surrogate' });
  return text;
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
  const type = filterTypeOf(definition);
  const faults: InputFault[] = [];
  // The query's own arguments may all be left out but for those that it asks for.
  const given = definition.filterType ? filter : (filter ?? {});
  const coerced: unknown = coerceInputValue(given, type, (path, _value, { message }) => {
    // Of a field that is missing, or that there is not, the path names only what it is a field of.
    const [, missing] = /^Field "(\w+)" of required type /.exec(message) ?? [];
    const at = ['filter', ...path, ...(missing === undefined ? [] : [missing])].join('.');
    faults.push({ path: at, message: missing === undefined ? ruleOf(typeAt(type, path)) : 'is missing' });
  });
  if (faults.length > 0) throw new BadUserInput(...faults.slice(0, 20));
  return coerced as object | null;
}

function typeAt(type: GraphQLInputType, path: ReadonlyArray<string | number>): GraphQLNamedInputType {
  return path.reduce<GraphQLNamedInputType>((at, step) => {
    // Places in lists are no steps between types.
    if (typeof step === 'number' || !isInputObjectType(at)) return at;
    return getNamedType(at.getFields()[step]!.type);
  }, getNamedType(type));
}

function ruleOf(type: GraphQLNamedInputType): string {
  if (isInputObjectType(type))
    return `must be an object with no fields other than ${Object.keys(type.getFields()).join(', ')}`;
  if (isEnumType(type)) {
    return `must be ${type
      .getValues()
      .map(({ name }) => name)
      .join(' or ')}`;
  }
  return `must be of the type ${type.name}`;
}

/** The type of the query's `filter`; without one, its own arguments are the filter's fields. */
function filterTypeOf({ query, filterType }: Export): GraphQLInputType {
  const { args } = schema().schema.getQueryType()!.getFields()[query]!;
  if (filterType) return args.find(({ name }) => name === 'filter')!.type;
  const own = args.filter(({ name }) => !PAGE_ARGUMENTS.includes(name));
  const fields = Object.fromEntries(own.map(({ name, type }) => [name, { type }]));
  return new GraphQLNonNull(new GraphQLInputObjectType({ name: 'ExportFilter', fields }));
}
