import {
  isLive,
  LIVE_STATUSES,
  RequestStatus,
  statusesBefore,
  statusName,
} from '../../src/domain/request-status';

test('the stored numbers are those of the guard index', () => {
  expect(RequestStatus).toEqual({ PENDING: 0, SUCCESS: 1, FAILED: 2 });
  expect(LIVE_STATUSES).toEqual([0, 1]);
});

// Claim invariants: C21.
test.each([
  ['PENDING', 0, [], true],
  ['SUCCESS', 1, [0], true],
  ['FAILED', 2, [0], false],
] as const)('%s follows only what the table says', (name, status, before, live) => {
  expect(statusName(status)).toBe(name);
  expect(statusesBefore(status)).toEqual(before);
  expect(isLive(status)).toBe(live);
});

test('a slot that was given back is never taken again by the same row', () => {
  for (const status of LIVE_STATUSES) {
    expect(statusesBefore(status).every(isLive)).toBe(true);
  }
});
