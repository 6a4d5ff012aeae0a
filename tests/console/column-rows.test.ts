import { Readable } from 'node:stream';
import { columnRowsOf } from '../../console/src/uploads/column-rows';
import { SourceFile } from '../../src/imports/source-rows';

const COLUMNS = ['username', 'issuer', 'subject'];

async function byCommand(text: string) {
  const file = new SourceFile(Readable.from([Buffer.from(text)]), 'csv', COLUMNS);
  const rows: unknown[] = [];
  for await (const row of file.rows()) rows.push('values' in row ? row : { line: row.line });
  return rows;
}

test.each([
  'username\nalice\nbob\n',
  '\ufeffusername, issuer ,subject\r\nalice,game,p-1\r\n\r\nbob,,\r\n"c""d",game,"p,\n2"\r\n',
  'subject,username\n1\n2,bob,x\n3,carol',
])('the console reads %j as the command does', async (text) => {
  const found = columnRowsOf(text, COLUMNS);
  const rows = 'rows' in found ? found.rows : [];
  expect(rows.map((row) => ('values' in row ? row : { line: row.line }))).toEqual(await byCommand(text));
  expect(rows.length).toBeGreaterThan(1);
});

test.each([
  ['', 'columns'],
  ['username,username\na,b\n', 'columns'],
  ['username,password\nalice,secret\n', 'columns'],
  ['username\n"alice\n', 'quotes'],
])('%j is refused for its %s', (text, fault) => {
  expect(columnRowsOf(text, COLUMNS)).toEqual({ fault });
});

test('a row that is not UTF-8 says so', () => {
  const text = new TextDecoder().decode(Buffer.from([...Buffer.from('username\nalice\n'), 0xb0, 0xa1]));
  expect(columnRowsOf(text, COLUMNS)).toEqual({
    rows: [
      { line: 2, values: { username: 'alice' } },
      { line: 3, reason: 'notUtf8' },
    ],
  });
});
