import { heatMapDays, WEEKS } from '../../console/src/pages/users/heat-map';

test('a heat map has whole weeks from Sunday, and ends with the last day', () => {
  const days = heatMapDays('2026-11-23');
  expect(days[0]).toEqual({ day: '2026-08-23', column: 0, row: 0 });
  expect(days.at(-1)).toEqual({ day: '2026-11-23', column: WEEKS - 1, row: 1 });
  expect(days.length).toBeLessThanOrEqual(100);
});

test('a last day on Saturday fills its week', () => {
  expect(heatMapDays('2026-11-28')).toHaveLength(7 * WEEKS);
});
