import { COUNT_WEIGHT, LIST_SIZES, WEIGHTS } from '../../src/graphql/document-budget';
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
