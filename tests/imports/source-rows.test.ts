import { Readable } from 'node:stream';
import { SourceFile, type SourceRow } from '../../src/imports/source-rows';
import { StartupFault } from '../../src/startup-fault';

const COLUMNS = ['username', 'password'];
const HEADER = 'username,password\n';
const NO_CSV = 'is not CSV: quotes must enclose a whole value and be doubled inside it';

const csv = (text: string) => new SourceFile(Readable.from([Buffer.from(text)]), 'csv', COLUMNS);

async function rowsOf(file: SourceFile): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of file.rows()) rows.push(row);
  return rows;
}

const row = (line: number, username: string) => ({ line, values: { username, password: 'x' } });

test('a row that is too long ends the run, by its line: what follows it can not be told from it', async () => {
  const rows = rowsOf(csv(`${HEADER}ann,x\nbob,"${'x\n'.repeat(50_000)}\ncarl,x\ndora,x\n`));
  await expect(rows).rejects.toThrow(StartupFault);
  await expect(rows).rejects.toThrow(
    'Line 3 begins a row that is longer than 65536 bytes: is a quote not closed? Correct it and run the command again.',
  );
});

test.each([
  ['inside a quoted value', 'bob,"a "quoted" word"\ncarl,x\ndora,"x"\n'],
  ['that nothing closes', 'bob,"a quoted\ncarl,x\n'],
])('a quote %s ends the run, by its line, before it swallows others', async (_title, text) => {
  const file = csv(`${HEADER}ann,x\n${text}`);
  await expect(rowsOf(file)).rejects.toThrow(
    /^Line 3 begins a row .* Correct it and run the command again\.$/,
  );
});

test('rows before the one that ends the run come in their order', async () => {
  const rows: SourceRow[] = [];
  const read = async () => {
    for await (const found of csv(`${HEADER}ann,x\nb"b,x\ncarl,x\ndora,"x`).rows()) rows.push(found);
  };
  await expect(read()).rejects.toThrow(/^Line 5 /);
  expect(rows).toEqual([row(2, 'ann'), { line: 3, fault: NO_CSV }, row(4, 'carl')]);
});

test('several stray quotes of one row are one fault of that row alone', async () => {
  expect(await rowsOf(csv(`${HEADER}a"n"n,"x"\nbob,x\nc"arl,d"r\nd"ora,x\nevan,x\n`))).toEqual([
    { line: 2, fault: NO_CSV },
    row(3, 'bob'),
    { line: 4, fault: NO_CSV },
    { line: 5, fault: NO_CSV },
    row(6, 'evan'),
  ]);
});

test('each row may end as in Windows or not, whatever the first one does', async () => {
  expect(await rowsOf(csv('username,password\r\nann,x\nbob,x\r\ncarl,"x"\ndora,x'))).toEqual([
    row(2, 'ann'),
    row(3, 'bob'),
    row(4, 'carl'),
    row(5, 'dora'),
  ]);
  expect(await rowsOf(csv('username,password\nann,x\r\nbob,x\r\n'))).toEqual([row(2, 'ann'), row(3, 'bob')]);
});

test('a first row that is no CSV names no columns', async () => {
  await expect(rowsOf(csv('user"name,password\nann,x\n'))).rejects.toThrow(/first row must name its columns/);
});

test('a file is read as far as its rows are asked for, bad ones too', async () => {
  let chunks = 0;
  function* endless() {
    yield Buffer.from(HEADER);
    for (; chunks < 1_000; chunks++) yield Buffer.from('b"b,x\n'.repeat(1_000));
  }
  const rows = new SourceFile(Readable.from(endless()), 'csv', COLUMNS).rows();
  expect((await rows.next()).value).toEqual({ line: 2, fault: NO_CSV });
  expect(chunks).toBeLessThan(100);
  await rows.return(undefined);
});

test('of a file of lines each line that is not empty is a value, whatever is in it', async () => {
  const file = new SourceFile(
    Readable.from([
      Buffer.from('\ufeff007\r\n\n a,"b" \r\n'),
      Buffer.from([0x41, 0xff, 10]),
      Buffer.from('7'),
    ]),
    'lines',
    ['code'],
  );
  expect(await rowsOf(file)).toEqual([
    { line: 1, values: { code: '007' } },
    { line: 3, values: { code: ' a,"b" ' } },
    { line: 4, fault: 'holds bytes that are not UTF-8' },
    { line: 5, values: { code: '7' } },
  ]);
});

describe('a file whose other columns are ignored', () => {
  const read = (text: string) =>
    rowsOf(new SourceFile(Readable.from([Buffer.from(text)]), 'csv', ['code'], { others: 'ignored' }));

  test('gives the column that is asked for', async () => {
    expect(await read('batch,code,code of shop\n1,A-1,x\n2,,y\n3,"A ""3""",\n4,A-4\n')).toEqual([
      { line: 2, values: { code: 'A-1' } },
      { line: 3, values: {} },
      { line: 4, values: { code: 'A "3"' } },
      { line: 5, fault: 'has 2 values for 3 columns' },
    ]);
  });

  test.each(['batch,codes\n1,A\n', 'code,code\nA,B\n', ''])('must have it once: %j', async (text) => {
    await expect(read(text)).rejects.toThrow(StartupFault);
  });
});
