import { OWN_COLLECTIONS } from '../../src/database/collections';
import { COLLECTIONS, FEATURES } from '../../src/features';

const repeated = (names: readonly string[]) => names.filter((name, place) => names.indexOf(name) < place);

test('no two features store the same collection, or under the same property', () => {
  expect(repeated([...COLLECTIONS, ...OWN_COLLECTIONS].map(({ name }) => name))).toEqual([]);
  expect(repeated(COLLECTIONS.flatMap(({ model }) => model?.property ?? []))).toEqual([]);
});

test('every collection that a mutation needs is stored', () => {
  const stored = [...COLLECTIONS, ...OWN_COLLECTIONS].map(({ name }) => name);
  const needed = FEATURES.flatMap(({ mutations = {} }) =>
    Object.values(mutations).flatMap(({ needs }) => needs),
  );
  expect(stored).toEqual(expect.arrayContaining([...new Set(needed)]));
});
