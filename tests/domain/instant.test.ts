import { toInstant } from '../../src/domain/instant';

test.each([
  ['2026-06-01T09:00:00+09:00', '2026-06-01T00:00:00.000Z'],
  ['2026-05-31T14:59:59.999Z', '2026-05-31T14:59:59.999Z'],
  ['2028-02-29T23:59:59-23:59', '2028-03-01T23:58:59.000Z'],
])('%s is the instant %s', (text, instant) => {
  expect(toInstant(text)?.toISOString()).toBe(instant);
});

test.each([
  ['has no offset', '2026-06-01T09:00:00'],
  ['has no seconds', '2026-06-01T09:00Z'],
  ['is a day alone', '2026-06-01'],
  ['is of a day that is in no calendar', '2026-02-30T09:00:00Z'],
  ['is of the 29th of a February that ends before', '2026-02-29T09:00:00+09:00'],
  ['is of a 31st that its month lacks', '2026-04-31T00:00:00Z'],
  ['is of an hour after the day', '2026-06-01T24:00:00Z'],
  ['is of an offset beyond a day', '2026-06-01T09:00:00+24:00'],
])('a text that %s is no instant', (_title, text) => {
  expect(toInstant(text)).toBeNull();
});
