import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestStatus, statusesBefore } from '../../src/domain/request-status';
import { FAULT_POINTS } from '../../src/fault-points';

const root = join(__dirname, '..', '..');
const ROOM = 'src/reward-requests/claim';
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const spec = read(`${ROOM}/SPEC.md`);

/** The rows of the table below a heading, as cells. */
function tableOf(heading: string): string[][] {
  const [, section = ''] = spec.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const lines = own.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

const codesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const invariants = tableOf('Invariants');
const numbers = invariants.map(([number = '']) => number);

function testFiles(folder = 'tests'): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** The numbers that each test file cites, each above a test. */
const cited = new Map(
  testFiles().flatMap((path): Array<[string, string[]]> => {
    const citations = read(path).matchAll(
      /^ *\/\/ Claim invariants: ((?:C\d+, )*C\d+)\.\n *(?:test|describe)\b/gm,
    );
    const found = [...citations].flatMap(([, list = '']) => list.split(', '));
    return found.length === 0 ? [] : [[path, found]];
  }),
);

/** Declares, as a function, a constant, a type, a class or one of its methods. */
function declares(path: string, symbol: string): boolean {
  const declaration = new RegExp(
    `\\b(?:function|const|interface|class|type) ${symbol}\\b|^  (?:private |static |async )*${symbol}\\(`,
    'm',
  );
  return declaration.test(read(path));
}

test('invariants are numbered without a gap', () => {
  expect(numbers).toEqual(numbers.map((_number, place) => `C${place + 1}`));
  expect(numbers.length).toBeGreaterThan(20);
});

test.each(invariants)('%s is enforced by code that exists: %s', (_number, _rule, enforcedBy = '') => {
  const [path = '', ...symbols] = codesIn(enforcedBy);
  expect(existsSync(join(root, path))).toBe(true);
  expect(symbols.length).toBeGreaterThan(0);
  expect(symbols.filter((symbol) => !declares(path, symbol))).toEqual([]);
});

test.each(invariants)('%s is cited by the tests that it names, and by no other', (...row) => {
  const [number = '', , , provedBy = ''] = row;
  const citing = [...cited].filter(([, found]) => found.includes(number)).map(([path]) => path);
  expect(citing.length).toBeGreaterThan(0);
  expect(citing.sort()).toEqual(codesIn(provedBy).sort());
});

test('no test cites an invariant that does not exist', () => {
  const unknown = [...cited].flatMap(([path, found]) =>
    found.filter((number) => !numbers.includes(number)).map((number) => `${path}: ${number}`),
  );
  expect(unknown).toEqual([]);
});

test('every fault point is listed where the code has it', () => {
  const listed = tableOf('Crash points').map(([point = '', file = '']) => [
    codesIn(point)[0],
    codesIn(file)[0],
  ]);
  expect(listed.map(([point]) => point)).toEqual([...FAULT_POINTS]);
  expect(tableOf('Crash points').filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
  for (const [point, file = ''] of listed) {
    expect([point, existsSync(join(root, file)) && read(file).includes(`reached('${point}')`)]).toEqual([
      point,
      true,
    ]);
  }
});

test('the states of a request are those of the transition table', () => {
  const rows = tableOf('States of a request');
  for (const target of Object.keys(RequestStatus) as Array<keyof typeof RequestStatus>) {
    const from = rows
      .filter(([state, , next]) => state !== 'none' && next === target)
      .map(([state]) => state);
    expect([target, from.map((name) => RequestStatus[name as keyof typeof RequestStatus])]).toEqual([
      target,
      statusesBefore(RequestStatus[target]),
    ]);
  }
});

describe('one claim is read', () => {
  const steps = tableOf('Reading one claim').map(([, file = '', symbol = '']) => ({
    path: join(ROOM, codesIn(file)[0]!),
    symbol: codesIn(symbol)[0]!,
  }));

  test('in at most five files', () => {
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.filter(({ path, symbol }) => !declares(path, symbol))).toEqual([]);
  });

  test('of which the act calls nothing else in its folder', () => {
    const imports = read(join(ROOM, 'claims.ts')).matchAll(
      /^import (?!type )[^;]*? from '(\.\.?\/[a-z-]+)';/gm,
    );
    const called = [...imports].map(([, path = '']) => join(ROOM, `${path}.ts`));
    expect(called.length).toBeGreaterThan(1);
    expect(called.filter((path) => !steps.some((step) => step.path === path))).toEqual([]);
  });

  test('with every file of the folder named', () => {
    const files = readdirSync(join(root, ROOM)).filter((name) => name.endsWith('.ts'));
    expect(files.filter((name) => !spec.includes(`\`${name}\``))).toEqual([]);
  });
});
