import { changesBetween } from '../../console/src/pages/audit/changes';

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
