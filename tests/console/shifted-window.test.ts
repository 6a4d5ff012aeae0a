import { shiftedWindow } from '../../console/src/pages/events/shifted-window';

const zone = 'America/New_York';
const at = (day: string, offset: string) => new Date(`${day}T00:00:00${offset}`).toISOString();

test('an event of whole days is moved on to where it ends, over a change of the offset', () => {
  const october = {
    startAt: at('2026-10-19', '-04:00'),
    endAt: at('2026-10-26', '-04:00'),
    claimUntil: at('2026-10-28', '-04:00'),
  };
  expect(shiftedWindow(october, zone)).toEqual({
    startAt: october.endAt,
    // The clocks go back on 1 November.
    endAt: at('2026-11-02', '-05:00'),
    claimUntil: at('2026-11-04', '-05:00'),
  });
});

test.each([
  ['without an end by a week', null, '2026-06-08'],
  ['of an hour by a day', '2026-06-01T01:00:00-04:00', '2026-06-02'],
])('an event %s', (_title, endAt, startDay) => {
  const window = { startAt: at('2026-06-01', '-04:00'), endAt, claimUntil: null };
  expect(shiftedWindow(window, zone).startAt).toBe(at(startDay, '-04:00'));
});
