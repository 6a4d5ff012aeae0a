import { Readable } from 'node:stream';
import { codeRowsOf } from '../../console/src/pages/events/code-rows';
import { SourceFile } from '../../src/imports/source-rows';

async function byCommand(text: string, column: string | null) {
  const name = column ?? 'code';
  const stream = Readable.from([Buffer.from(text)]);
  const file = new SourceFile(stream, column === null ? 'lines' : 'csv', [name], { others: 'ignored' });
  const rows: Array<{ line: number; text: string }> = [];
  for await (const row of file.rows())
    rows.push({ line: row.line, text: 'values' in row ? (row.values[name] ?? '') : '' });
  return { rows };
}

test.each(['007\r\n7\n\n Ab \nAB', '\ufeffA\n\r\nB\r\n', '', 'one', 'a,"b\n"c\n'])(
  'the console reads the lines of %j as the command does',
  async (text) => {
    expect(codeRowsOf(text, null)).toEqual(await byCommand(text, null));
  },
);

test.each([
  'code\nA\nB\n',
  '\ufeffbatch,code\r\n1,A\r\n2,"B, ""b"""\r\n\r\n3,\r\n4\r\n5,E,x\r\n6,F',
  'code,note\nA,"two\nlines"\nB,\nC,x\n',
  'note, code \n"",A\n,B\n',
])('the console reads the column of %j as the command does', async (text) => {
  expect(codeRowsOf(text, 'code')).toEqual(await byCommand(text, 'code'));
});

test.each([
  ['codes\nA\n', 'column'],
  ['code,code\nA,B\n', 'column'],
  ['', 'column'],
  ['code\n"A\n', 'quotes'],
  ['code\nA"B\n', 'quotes'],
  ['code\n"A"B\n', 'quotes'],
])('the console refuses %j for its %s', (text, fault) => {
  expect(codeRowsOf(text, 'code')).toEqual({ fault });
});
