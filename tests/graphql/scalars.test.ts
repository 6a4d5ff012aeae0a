import { GraphQLError, type GraphQLScalarType, parseValue } from 'graphql';
import { DateTime, LocalDate, SafeInt } from '../../src/graphql/types/scalars';

/** What a scalar makes of a variable and of the same value written into a document. */
function read(scalar: GraphQLScalarType, value: unknown): unknown {
  const fromVariable: unknown = scalar.parseValue(value);
  expect(scalar.parseLiteral(parseValue(JSON.stringify(value)))).toEqual(fromVariable);
  return fromVariable;
}

function expectRefused(scalar: GraphQLScalarType, value: unknown): void {
  expect(() => scalar.parseValue(value)).toThrow(GraphQLError);
  const literal = value === undefined ? 'null' : JSON.stringify(value).replace(/"([^"]*)":/g, '$1:');
  expect(() => scalar.parseLiteral(parseValue(literal))).toThrow(GraphQLError);
}

describe('DateTime', () => {
  test.each([
    ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T09:00:00+09:00', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T09:00:00.5+09:00', '2026-06-01T00:00:00.500Z'],
    ['2026-05-31T18:30:00-05:30', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00:00.123456789Z', '2026-06-01T00:00:00.123Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
    ['2026-06-01T00:00:00-00:00', '2026-06-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is sent as %s', (given, sent) => {
    const instant = read(DateTime, given);
    expect(instant).toEqual(new Date(sent));
    expect(DateTime.serialize(instant)).toBe(sent);
  });

  test.each([
    ['no offset', '2026-06-01T00:00:00'],
    ['a day', '2026-06-01'],
    ['a space for the T', '2026-06-01 00:00:00Z'],
    ['small letters', '2026-06-01t00:00:00z'],
    ['an impossible day', '2026-02-29T00:00:00Z'],
    ['an impossible month', '2026-13-01T00:00:00Z'],
    ['the 24th hour', '2026-06-01T24:00:00Z'],
    ['the 60th minute', '2026-06-01T00:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an impossible offset', '2026-06-01T00:00:00+24:00'],
    ['a year of five digits', '+12026-06-01T00:00:00Z'],
    ['ten decimals', '2026-06-01T00:00:00.1234567890Z'],
    ['a dot without decimals', '2026-06-01T00:00:00.Z'],
    ['what comes after it', '2026-06-01T00:00:00Z\n'],
    ['words', 'tomorrow'],
    ['nothing', ''],
    ['a number', 1_780_272_000_000],
    ['a boolean', true],
    ['an object', { a: 1 }],
    ['a list', ['2026-06-01T00:00:00Z']],
  ])('%s is none', (_what, value) => expectRefused(DateTime, value));
});

describe('LocalDate', () => {
  test.each(['2026-06-01', '2028-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (day) => {
    expect(read(LocalDate, day)).toBe(day);
    expect(LocalDate.serialize(day)).toBe(day);
  });

  test.each([
    '2026-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-6-1',
    '20260601',
    '26-06-01',
    '2026-06-01T00:00:00Z',
  ])('%s is none', (day) => expectRefused(LocalDate, day));
  test.each([['', 20260601, true, { a: 1 }, ['2026-06-01'], '2026-06-01 ', '2026-06-01\n']])(
    '%j is none',
    (value) => expectRefused(LocalDate, value),
  );
});

describe('SafeInt', () => {
  test.each([0, 1, -1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)])('%d is one', (value) => {
    expect(read(SafeInt, value)).toBe(value);
    expect(SafeInt.serialize(value)).toBe(value);
  });

  test.each([[1.5], [2 ** 53], [-(2 ** 53)], ['1'], [true], [{ a: 1 }], [[1]]])('%j is none', (value) =>
    expectRefused(SafeInt, value),
  );

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [null], [undefined]])('%p is none', (value) =>
    expect(() => SafeInt.parseValue(value)).toThrow(GraphQLError),
  );
});

test('no refusal repeats what was sent', () => {
  for (const scalar of [DateTime, LocalDate, SafeInt]) {
    expect(() => scalar.parseValue('a canary')).toThrow(expect.not.objectContaining({ message: /canary/ }));
  }
});
