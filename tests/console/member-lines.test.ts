import {
  groupsOf,
  linesOf,
  readMemberLine,
  textOf,
  type MemberLine,
} from '../../console/src/pages/audiences/member-lines';

const ID = '6655a1b2c3d4e5f601234567';

test.each<[string, MemberLine | null]>([
  [ID, { line: 2, user: { id: ID } }],
  [` ${ID}\r`, { line: 2, user: { id: ID } }],
  ['alice', { line: 2, user: { username: 'alice' } }],
  ['game,p-1', { line: 2, user: { identity: { issuer: 'game', subject: 'p-1' } } }],
  ['"game","p-1"', { line: 2, user: { identity: { issuer: 'game', subject: 'p-1' } } }],
  ['', null],
  ['game,', { line: 2, fault: 'columns' }],
  [',p-1', { line: 2, fault: 'columns' }],
  ['a,b,c', { line: 2, fault: 'columns' }],
  ['x'.repeat(1_001), { line: 2, fault: 'tooLong' }],
  ['game,p-\ufffd1', { line: 2, fault: 'notUtf8' }],
])('%j is read as %j', (text, expected) => {
  expect(readMemberLine(2, text)).toEqual(expected);
});

test.each(['userId', 'username', 'issuer,subject'])(
  'the header %j in the first line is no member',
  (header) => {
    expect(readMemberLine(1, header)).toBeNull();
    expect(readMemberLine(2, header)).not.toBeNull();
  },
);

test('a file is read in groups, with the numbers of its lines', async () => {
  const names = Array.from({ length: 450 }, (_, n) => `user-${n}`);
  const file = new Blob([`\ufeffusername\r\n${names.join('\r\n')}\n\nlast`]);
  const groups: Array<readonly MemberLine[]> = [];
  for await (const group of groupsOf(linesOf(textOf(file)), 200)) groups.push(group);
  expect(groups.map(({ length }) => length)).toEqual([200, 200, 51]);
  expect(groups[0]![0]).toEqual({ line: 2, user: { username: 'user-0' } });
  expect(groups[2]![50]).toEqual({ line: 453, user: { username: 'last' } });
});

test('a line that is not UTF-8 names nobody, and says so', async () => {
  // 가 in CP949.
  const file = new Blob(['game,p-1\ngame,', Uint8Array.from([0xb0, 0xa1]), '\n']);
  const groups: Array<readonly MemberLine[]> = [];
  for await (const group of groupsOf(linesOf(textOf(file)), 200)) groups.push(group);
  expect(groups).toEqual([
    [
      { line: 1, user: { identity: { issuer: 'game', subject: 'p-1' } } },
      { line: 2, fault: 'notUtf8' },
    ],
  ]);
});
