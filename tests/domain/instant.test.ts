import { toInstant } from '../../src/domain/instant';

test.each([
  ['2026-06-01T09:00:00+09:00', '2026-06-01T00:00:00.000Z'],
  ['2026-05-31T14:59:59.999Z', '2026-05-31T14:59:59.999Z'],
  ['2026-06-01T09:00Z', '2026-06-01T09:00:00.000Z'],
  ['2026-06-01T09:00+0900', '2026-06-01T00:00:00.000Z'],
  ['2026-06-01T09:00:00.5+0900', '2026-06-01T00:00:00.500Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ['2028-02-29T23:59:59-23:59', '2028-03-01T23:58:59.000Z'],
])('%s is the instant %s', (text, instant) => {
  expect(toInstant(text)?.toISOString()).toBe(instant);
});

test.each([
  ['has no offset', '2026-06-01T09:00:00'],
  ['is after the year 9999 in UTC', '9999-12-31T23:59:59-14:00'],
  ['is before the year 1 in UTC', '0001-01-01T00:00:00+14:00'],
  ['is of the year 0', '0000-01-01T00:00:00Z'],
  ['has half an offset', '2026-06-01T09:00:00+09'],
  ['is a day alone', '2026-06-01'],
  ['is of a day that is in no calendar', '2026-02-30T09:00:00Z'],
  ['is of the 29th of a February that ends before', '2026-02-29T09:00:00+09:00'],
  ['is of a 31st that its month lacks', '2026-04-31T00:00:00Z'],
  ['is of an hour after the day', '2026-06-01T24:00:00Z'],
  ['is of an offset beyond a day', '2026-06-01T09:00:00+24:00'],
])('a text that %s is no instant', (_title, text) => {
  expect(toInstant(text)).toBeNull();
});
