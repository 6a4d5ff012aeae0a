import { getNamedType, getNullableType, isListType, isObjectType } from 'graphql';
import {
  COUNT_WEIGHT,
  LIST_SIZES,
  listSizeOf,
  pageSizeMaxOf,
  WEIGHTS,
} from '../../src/graphql/document-budget';
import { schema } from '../../src/graphql/schema';
import { readDocument } from '../support/markdown';

const PAGES = ['docs/limits.md', 'docs/limits.ko.md'];
/** A row whose first cell is a list of fields, and whose second is a number. */
const ROW = /^\| ((?:`[\w.]+`(?:, )?)+) +\| +([\d,]+) +\|/gm;

test.each(PAGES)('%s lists the cost of every field that counts more than 1', (path) => {
  const listed = [...readDocument(path).matchAll(ROW)].flatMap(([, fields = '', cost = '']) =>
    [...fields.matchAll(/[\w.]+/g)].map(([field]) => [field, Number(cost.replaceAll(',', ''))]),
  );
  const counted = [...WEIGHTS].map(([field, weight]) => [field.replace(/^(Query|Mutation)\./, ''), weight]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries([...counted, ['totalCount', COUNT_WEIGHT]]));
});

test.each(PAGES)('%s has the rows that a list without a page size counts', (path) => {
  const text = readDocument(path).replace(/\s+/g, ' ');
  const sizes = [...LIST_SIZES].map(([list, size]) => `\`${list}\` ${size}`);
  expect(sizes.filter((size) => !text.includes(size))).toEqual([]);
});

/** Every field of the schema's own types that holds objects, by its type. */
function objectFields() {
  const types = Object.values(schema().schema.getTypeMap()).filter(isObjectType);
  return types
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => isObjectType(getNamedType(field.type)));
}

const isPage = (args: ReadonlyArray<{ readonly name: string }>) => args.some(({ name }) => name === 'first');

test('every list has its rows from a page size or from a declared bound', () => {
  const fields = objectFields();
  const pages = new Set(
    fields.filter(({ field }) => isPage(field.args)).map(({ field }) => getNamedType(field.type).name),
  );
  const undeclared = fields
    .filter(
      ({ type, field }) =>
        isListType(getNullableType(field.type)) && !isPage(field.args) && !pages.has(type.name),
    )
    .filter(
      ({ type, field }) => listSizeOf(type.name, field.name, getNamedType(field.type).name) === undefined,
    )
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(undeclared).toEqual([]);
  // A bound of a list that has a page size, or of none, would count nothing.
  const lists = new Set(fields.map(({ type, field }) => `${type.name}.${field.name}`));
  expect([...LIST_SIZES.keys()].filter((list) => !lists.has(list))).toEqual([]);
});

test('every page size counts up to what its description allows', () => {
  const differing = objectFields().flatMap(({ type, field }) => {
    const first = field.args.find(({ name }) => name === 'first');
    if (first === undefined) return [];
    const stated = /, 1 to (\d+)\.$/.exec(first.description ?? '')?.[1];
    return Number(stated) === pageSizeMaxOf(type.name, field.name) ? [] : [`${type.name}.${field.name}`];
  });
  expect(differing).toEqual([]);
});
