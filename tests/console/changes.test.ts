import { changesBetween, withInstants } from '../../console/src/pages/audit/changes';

test('a change shows what differs, by its path, and nothing else', () => {
  const before = '{"active":false,"rewards":[{"name":"Mug","stock":3}],"title":"A"}';
  const after = '{"active":true,"rewards":[{"name":"Mug","stock":5}],"title":"A"}';
  expect(changesBetween(before, after)).toEqual([
    { path: 'active', before: 'false', after: 'true' },
    { path: 'rewards › 0 › stock', before: '3', after: '5' },
  ]);
});

test('what was not there before, or is no longer, has no value on that side', () => {
  expect(changesBetween(null, '{"role":"USER"}')).toEqual([{ path: 'role', before: null, after: 'USER' }]);
  expect(changesBetween('{"a":[],"b":null}', '{"b":null}')).toEqual([
    { path: 'a', before: '[]', after: null },
  ]);
  expect(changesBetween(null, null)).toEqual([]);
});

test('the instants in a value are shown as people read them, and nothing else changes', () => {
  const value = '2026-06-01T00:00:00.000Z, 2026-06-01 and {"at":"2026-06-02T00:00:00Z"}';
  expect(withInstants(value, (at) => `<${at.slice(0, 10)}>`)).toBe(
    '<2026-06-01>, 2026-06-01 and {"at":"<2026-06-02>"}',
  );
});
