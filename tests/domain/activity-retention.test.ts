import {
  countsKeptActivities,
  deletableBefore,
  takesClaimsAfter,
  type CountingEvent,
} from '../../src/domain/activity-retention';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const DELETED = day('2026-06-01');

function event(
  startAt: string,
  claimEnd: string | null,
  kinds: readonly string[] = ['purchase'],
): CountingEvent {
  return {
    startAt: day(startAt),
    endAt: claimEnd === null ? null : day('2026-01-01'),
    claimUntil: claimEnd === null ? null : day(claimEnd),
    conditions: kinds.map((activityKind) => ({ activityKind })),
  };
}

test('activities go up to the start of the first open event that counts their kind', () => {
  const open = [event('2026-03-01', null), event('2026-02-01', null, ['visit'])];
  expect(deletableBefore('purchase', DELETED, open)).toEqual(day('2026-03-01'));
  expect(deletableBefore('visit', DELETED, open)).toEqual(day('2026-02-01'));
  expect(deletableBefore('review', DELETED, open)).toEqual(DELETED);
});

test('claims end with claimUntil, else with the event, else never', () => {
  expect(takesClaimsAfter(event('2025-01-01', '2026-05-31'), DELETED)).toBe(false);
  expect(takesClaimsAfter(event('2025-01-01', '2026-06-02'), DELETED)).toBe(true);
  expect(takesClaimsAfter({ ...event('2025-01-01', null), endAt: DELETED }, DELETED)).toBe(false);
  expect(takesClaimsAfter(event('2025-01-01', null), DELETED)).toBe(true);
});

describe('an event', () => {
  const kept = event('2026-05-01', null);
  test.each([
    ['that nothing was deleted for', event('2020-01-01', null), null, null, true],
    ['that counts no activities', event('2020-01-01', null, []), null, DELETED, true],
    ['that begins later', event('2026-06-01', null), null, DELETED, true],
    ['that takes no claims any more', event('2020-01-01', '2026-05-31'), null, DELETED, true],
    ['that begins earlier', event('2026-05-31', null), null, DELETED, false],
    ['that began earlier and goes on', kept, kept, DELETED, true],
    ['that begins earlier than it did', event('2026-04-30', null), kept, DELETED, false],
    ['that counts another kind than before', event('2026-05-01', null, ['visit']), kept, DELETED, false],
    [
      'whose claims had ended and open again',
      event('2026-05-01', '2026-07-01'),
      event('2026-05-01', '2026-05-20'),
      DELETED,
      false,
    ],
  ])('%s: %#', (_, after, stored, before, isRight) => {
    expect(countsKeptActivities(after, stored, before)).toBe(isRight);
  });
});
