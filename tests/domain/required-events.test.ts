import { eventsInCycles } from '../../src/domain/required-events';

test.each<[what: string, required: Record<string, string[]>, inCycles: string[]]>([
  ['nothing required', { a: [] }, []],
  ['a chain', { a: ['b'], b: ['c'], c: [] }, []],
  ['an event that is not there', { a: ['gone'] }, []],
  ['two ways to one event', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['the same event twice', { a: ['b', 'b'], b: [] }, []],
  ['itself', { a: ['a'] }, ['a']],
  ['each other', { a: ['b'], b: ['a'] }, ['a', 'b']],
  ['the long way', { a: ['b'], b: ['c'], c: ['d'], d: ['a'] }, ['a', 'b', 'c', 'd']],
  ['a way into a cycle', { a: ['b'], b: ['c'], c: ['b'], d: [] }, ['a', 'b', 'c']],
  ['one way out beside a cycle', { a: ['b', 'd'], b: ['a'], d: [], e: ['d'] }, ['a', 'b']],
])('%s', (_what, required, inCycles) => {
  expect([...eventsInCycles(new Map(Object.entries(required)))].sort()).toEqual(inCycles);
});

test('a chain of 100,000 events', () => {
  const ids = Array.from({ length: 100_000 }, (_, n) => String(n));
  const chain = new Map(ids.map((id, n) => [id, ids.slice(n + 1, n + 2)]));
  expect(eventsInCycles(chain).size).toBe(0);
  chain.set(ids.at(-1)!, [ids[0]!]);
  expect(eventsInCycles(chain).size).toBe(100_000);
});
