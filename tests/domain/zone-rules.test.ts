import { zoneRulesOf } from '../../src/domain/zone-rules';

test.each([
  ['Asia/Seoul', 2026, '32400'],
  ['UTC', 2026, '0'],
  ['America/New_York', 2024, '-18000; 2024-03-10T07:00:00.000Z -14400; 2024-11-03T06:00:00.000Z -18000'],
  // A change at the year's last instant, and one of a whole day.
  [
    'Pacific/Apia',
    2011,
    '-36000; 2011-04-02T14:00:00.000Z -39600; 2011-09-24T14:00:00.000Z -36000; 2011-12-30T10:00:00.000Z 50400',
  ],
])('the rules of %s in %i', (timeZone, year, rules) => {
  expect(zoneRulesOf(timeZone, year)).toBe(rules);
});
