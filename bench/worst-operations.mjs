import { createRequire } from 'node:module';
import { built } from './environment.mjs';

// The same copy of graphql as the built server's: types of another copy are no types.
const require = createRequire(import.meta.url);
const {
  astFromValue,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  print,
} = require('graphql');
const { schema: schemaOf } = built('graphql/schema');
const { DocumentSize } = built('graphql/document-size');
const { DOCUMENT_LIMITS, weightOf } = built('graphql/document-budget');
const { permissions } = built('graphql/permissions');

export const ROLES = ['anonymous', 'USER', 'OPERATOR', 'AUDITOR', 'ADMIN'];
/** They read whole collections, run once at a time on a server, and have a deadline of their own: docs/limits.md. */
const WHOLE = new Set(['auditVerification', 'invariants']);
const PAGES = [100, 50, 20, 10, 5, 2, 1];
const LOW_STOCK_MAX = 50;
const BUCKETS_MAX = 168;
const ACTIONS_MAX = 100;
const TEXT_MAX = 200;
const { schema } = schemaOf();
const query = schema.getQueryType();

/**
 * One root field with arguments and a selection. `text` writes it for the n-th time in one document: with other ids
 * where there are some, so that nothing is read once for all of them.
 *
 * @typedef {{ field: string, name: string, roles: string[], text: (n: number) => string }} Candidate
 */

/** The roles that may read every field of a way, `anonymous` among them. */
function readersOf(path) {
  const parents = [query, ...path.map(({ type }) => getNamedType(type))];
  return ROLES.filter((role) =>
    path.every(({ name }, place) => {
      const access = permissions[parents[place].name]?.[name] ?? 'PUBLIC';
      return access === 'PUBLIC' || (Array.isArray(access) && access.includes(role));
    }),
  );
}

/** What an operation costs by the server's own count. @returns null when it is beyond a limit */
export function costOf(text) {
  const document = parse(text);
  const size = new DocumentSize(schema, document);
  try {
    size.requireAllWithin();
    return size.ofOperation(document.definitions[0]).cost;
  } catch (error) {
    if (error.constructor.name === 'DocumentTooLarge') return null;
    throw error;
  }
}

/** One operation of these candidates, each under an alias. */
export function operationOf(candidates) {
  if (candidates.length === 1) return `query Worst { ${candidates[0].text(0)} }`;
  return `query Worst { ${candidates.map((candidate, n) => `r${n}: ${candidate.text(n)}`).join(' ')} }`;
}

/**
 * Puts the candidates into one operation, the first as often as the limits allow, then the next.
 *
 * @param {Candidate[]} candidates the worst first
 */
export function fill(candidates) {
  const chosen = [];
  for (const candidate of candidates) {
    while (
      chosen.length < DOCUMENT_LIMITS.rootFields.query &&
      costOf(operationOf([...chosen, candidate])) !== null
    ) {
      chosen.push(candidate);
    }
  }
  return chosen;
}

/**
 * For each role an operation per root field: its widest page with everything that lies in a row, as often as the
 * limits allow.
 *
 * @param values of `worstValuesOf`
 * @returns {Record<string, Array<{ name: string, query: string }>>}
 */
export function worstOperations(values) {
  const candidates = candidatesOf(values);
  return Object.fromEntries(
    ROLES.map((role) => [
      role,
      candidates
        .filter(({ roles }) => roles.includes(role))
        .map((candidate) => ({ name: candidate.name, query: operationOf(fill([candidate])) })),
    ]),
  );
}

/**
 * Every root field with every set of arguments that makes the database look far, and every field below it.
 *
 * @returns {Candidate[]}
 */
export function candidatesOf(values) {
  const given = argumentValuesOf(values);
  return Object.values(query.getFields())
    .filter(({ name }) => !WHOLE.has(name))
    .flatMap((field) => candidatesOfField(field, given));
}

function candidatesOfField(field, given) {
  const paths = pathsBelow(field);
  const [whole] = paths;
  const counted = paths.find((path) => path.at(-1).name === 'totalCount' && path.length === 2);
  return [
    // The filters matter to the list and its count; what is below is asked for in the largest list alone.
    ...variantsOf(field, given).flatMap((variant) =>
      [whole, counted].filter(Boolean).map((path) => candidateOf(field, path, variant, given)),
    ),
    ...paths.slice(1).map((path) => candidateOf(field, path, variantsOf(field, given)[0], given)),
  ].filter((candidate) => candidate !== null);
}

/** With the largest page that the limits allow. @returns null when there is none */
function candidateOf(field, path, variant, given) {
  for (const first of PAGES) {
    const text = (n) =>
      fieldText(path, { ...argumentsOf(variant, n), first }, (inner) =>
        innerArguments(inner, given, first, n),
      );
    if (costOf(`query Worst { ${text(0)} }`) === null) continue;
    const name = [headOf(field, argumentsOf(variant, 0)), ...path.slice(1).map((one) => one.name)].join('.');
    return {
      field: field.name,
      roles: readersOf(path),
      name: name.replaceAll(/"?\b[0-9a-f]{24}\b"?/g, '…').replaceAll(/"([^"]{12})[^"]{8,}"/g, '"$1…"'),
      text,
    };
  }
  return null;
}

/** `a(args) { nodes { b { leaves } } }` */
function fieldText([field, ...below], args, argumentsBelow) {
  const head = headOf(field, args);
  const type = getNamedType(field.type);
  if (isLeafType(type)) return head;
  if (below.length === 0) return `${head} { ${leavesOf(type).join(' ')} }`;
  const [next] = below;
  return `${head} { ${fieldText(below, argumentsBelow(next), argumentsBelow)} }`;
}

/** `a(args)` */
function headOf(field, args) {
  const list = field.args
    .filter(({ name }) => args[name] !== undefined)
    .map(({ name, type }) => `${name}: ${print(astFromValue(args[name], type))}`);
  return `${field.name}${list.length > 0 ? `(${list.join(', ')})` : ''}`;
}

function innerArguments(field, given, first, n) {
  const page = field.name === 'lowStock' ? Math.min(first, LOW_STOCK_MAX) : first;
  const args = field.args.map(({ name }) => [name, argumentsOf(given[name]?.[0], n)]);
  return { ...Object.fromEntries(args), first: page };
}

/** Everything that lies in the row: no field that counts more than one. Of a connection the rows and their cursors. */
function leavesOf(type) {
  if (type.name.endsWith('Connection')) {
    const node = getNamedType(type.getFields().nodes.type);
    return [`pageInfo { endCursor } edges { cursor node { ${leavesOf(node).join(' ')} } }`];
  }
  return Object.values(type.getFields())
    .filter(({ name, type: inner }) => isLeafType(getNamedType(inner)) && weightOf(type.name, name) === 1)
    .map(({ name }) => name);
}

/** The field itself, then the shortest way to every other field of the types below it that is no leaf of its row. */
function pathsBelow(field) {
  const paths = [[field]];
  const seen = new Set();
  for (let ways = [[field]]; ways.length > 0;) {
    ways = ways.flatMap((path) => waysOn(path).filter((longer) => isNew(longer, seen)));
    // A connection's rows are written by `leavesOf` when the way ends at it.
    paths.push(...ways.filter((path) => path.at(-1).name !== 'nodes'));
  }
  return paths.filter((path) => path.length < DOCUMENT_LIMITS.depth);
}

function waysOn(path) {
  const type = getNamedType(path.at(-1).type);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields())
    .filter((next) => !(isLeafType(getNamedType(next.type)) && weightOf(type.name, next.name) === 1))
    .filter(({ name }) => !['edges', 'pageInfo'].includes(name))
    .map((next) => [...path, next]);
}

function isNew(path, seen) {
  const key = `${getNamedType(path.at(-2).type).name}.${path.at(-1).name}`;
  return !seen.has(key) && Boolean(seen.add(key));
}

/** Sets of arguments: every value of each one, both ways, and every two of a filter together. */
function variantsOf(field, given) {
  const names = field.args.map(({ name }) => name).filter((name) => !['first', 'after'].includes(name));
  const sets = names.map((name) => {
    const argument = field.args.find((one) => one.name === name);
    const values = valuesOf(argument, `${field.name}.${name}`, given);
    const isRequired =
      argument.type !== getNullableType(argument.type) && argument.defaultValue === undefined;
    return [...(isRequired || values.length === 0 ? [] : [undefined]), ...values].map((value) => [
      name,
      value,
    ]);
  });
  const product = sets.reduce((all, set) => all.flatMap((some) => set.map((one) => [...some, one])), [[]]);
  return product
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)))
    .filter(({ reverse, filter }) => !reverse || Object.keys(filter ?? {}).length < 2);
}

/** A value may be a function of how many times the field occurs in the document. */
function argumentsOf(value, n) {
  if (typeof value === 'function') return value(n);
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, argumentsOf(inner, n)]));
}

function valuesOf({ name, type }, place, given) {
  const inner = getNamedType(type);
  if (name === 'reverse') return [true];
  const known = given[place] ?? given[name];
  if (known !== undefined) return known;
  if (isInputObjectType(inner)) return filtersOf(inner, given);
  if (!isEnumType(inner)) throw new Error(`worst-operations.mjs: no values for ${place}`);
  const values = inner.getValues().map((one) => one.value);
  return isListType(getNullableType(type)) ? [values, ...values.map((one) => [one])] : values;
}

/** Each field of a filter alone, and every two of them. */
function filtersOf(type, given) {
  const fields = Object.values(type.getFields());
  const single = fields.map((field) =>
    valuesOf(field, `${type.name}.${field.name}`, given).map((value) => ({ [field.name]: value })),
  );
  const pairs = single.flatMap((some, place) =>
    single
      .slice(place + 1)
      .flatMap((others) => some.flatMap((one) => others.map((other) => ({ ...one, ...other })))),
  );
  return [...single.flat(), ...pairs];
}

/** By argument, or by place where the name alone says too little: what matches most, what matches nothing. */
function argumentValuesOf(values) {
  const { userId, actorId, eventIds, unknownId, conditionId, rewardId, requestId } = values;
  const eventId = (n) => eventIds[n % eventIds.length];
  const instants = [values.from, values.to];
  return {
    'user.id': [userId],
    'event.id': [eventId],
    'condition.id': [conditionId],
    'reward.id': [rewardId],
    'rewardRequest.id': [requestId],
    userId: [userId],
    eventId: [eventId],
    ...{ actorId: [actorId, unknownId], decidedById: [actorId, unknownId] },
    ...{ targetId: [eventIds[0], unknownId], targetType: ['Event', 'Nothing'] },
    actions: [['updateEvent', ...names(ACTIONS_MAX - 1)], names(ACTIONS_MAX)],
    // One that rows have, and one that no row ever has.
    failureCodes: [['REJECTED'], ['ACCOUNT_DISABLED']],
    externalId: ['coupon-of-cost', 'coupon-of-nobody'],
    titleContains: ['Grown', 'no such title', '\uac01'.repeat(TEXT_MAX)],
    usernamePrefix: ['grown-', 'nobody'],
    usernameContains: ['own-', 'no such name'],
    identity: [
      { issuer: 'game', subject: 'p-1' },
      { issuer: 'game', subject: 'nobody' },
    ],
    ...{ disabled: [true, false], voided: [true, false], revoked: [true, false] },
    source: ['SERVICE', 'USER'],
    kind: ['purchase', 'no.such.kind'],
    ...{ endpointId: [unknownId], sequence: [1] },
    ...{ 'attendance.from': [values.firstDay], 'attendance.to': [values.lastDay] },
    ...{ 'myAttendance.from': [values.firstDay], 'myAttendance.to': [values.lastDay] },
    ...{ from: instants, requestedFrom: instants, grantedFrom: instants },
    ...{ to: instants, requestedTo: instants, grantedTo: instants },
    unit: ['DAY', 'HOUR'],
    count: [(n) => BUCKETS_MAX - n],
  };
}

const names = (count) => Array.from({ length: count }, (_, n) => `act${n}`);
