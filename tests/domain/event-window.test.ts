import {
  activationChange,
  closedReason,
  countedDays,
  eventState,
  isDraft,
  isInProgress,
  missingForActivation,
  windowDays,
} from '../../src/domain/event-window';

const seoul = { timeZone: 'Asia/Seoul', dayStartMinute: 0 };
const at = (text: string): Date => new Date(text);
const startAt = at('2026-06-01T03:00:00Z');
const endAt = at('2026-06-08T03:00:00Z');
const open = { startAt, endAt, active: true, archivedAt: null };

describe('one function decides whether an event takes claims', () => {
  test.each([
    ['1 ms before startAt', open, '2026-06-01T02:59:59.999Z', 'UPCOMING', 'EVENT_NOT_STARTED'],
    ['at startAt', open, '2026-06-01T03:00:00.000Z', 'IN_PROGRESS', null],
    ['1 ms before endAt', open, '2026-06-08T02:59:59.999Z', 'IN_PROGRESS', null],
    ['at endAt', open, '2026-06-08T03:00:00.000Z', 'ENDED', 'EVENT_ENDED'],
    ['without an end', { ...open, endAt: null }, '2999-01-01T00:00:00Z', 'IN_PROGRESS', null],
    ['paused, before', { ...open, active: false }, '2026-05-01T00:00:00Z', 'INACTIVE', 'EVENT_INACTIVE'],
    ['paused, inside', { ...open, active: false }, '2026-06-02T00:00:00Z', 'INACTIVE', 'EVENT_INACTIVE'],
    ['paused, after', { ...open, active: false }, '2026-07-01T00:00:00Z', 'INACTIVE', 'EVENT_INACTIVE'],
    ['a template', { ...open, isTemplate: true }, '2026-06-02T00:00:00Z', 'INACTIVE', 'EVENT_INACTIVE'],
    [
      'archived, inside',
      { ...open, archivedAt: startAt },
      '2026-06-02T00:00:00Z',
      'ARCHIVED',
      'EVENT_INACTIVE',
    ],
    [
      'archived and paused',
      { ...open, active: false, archivedAt: startAt },
      '2026-06-02T00:00:00Z',
      'ARCHIVED',
      'EVENT_INACTIVE',
    ],
  ])('%s', (_title, window, now, state, reason) => {
    expect(eventState(window, at(now))).toBe(state);
    expect(closedReason(window, at(now))).toBe(reason);
    expect(isInProgress(window, at(now))).toBe(reason === null);
  });
});

describe('the window holds whole service days, from that of startAt to that of endAt - 1 ms', () => {
  test.each([
    ['noon to noon', startAt, endAt, '2026-06-01', '2026-06-08'],
    ['an end at midnight', startAt, at('2026-06-07T15:00:00Z'), '2026-06-01', '2026-06-07'],
    ['an end just after midnight', startAt, at('2026-06-07T15:00:00.001Z'), '2026-06-01', '2026-06-08'],
    ['a start just before midnight', at('2026-05-31T14:59:59.999Z'), endAt, '2026-05-31', '2026-06-08'],
    ['no end', startAt, null, '2026-06-01', null],
    ['an end at the start', startAt, startAt, '2026-06-01', '2026-06-01'],
    ['an end before the start', endAt, startAt, '2026-06-08', '2026-06-01'],
    ['an end at the end of time', startAt, at('9999-12-31T23:59:59.999Z'), '2026-06-01', '9999-12-31'],
  ])('%s', (_title, from, to, first, last) => {
    expect(windowDays(seoul, { startAt: from, endAt: to })).toEqual({ first, last });
  });

  test('the day start of the calendar decides, not midnight', () => {
    const window = { startAt: at('2026-05-31T19:29:00Z'), endAt: at('2026-06-01T19:30:00Z') };
    expect(windowDays({ ...seoul, dayStartMinute: 270 }, window)).toEqual({
      first: '2026-05-31',
      last: '2026-06-01',
    });
  });
});

describe('attendance counts on the last two years of an event', () => {
  test.each([
    ['a short event', '2026-06-01', '2026-06-30', '2026-06-10', '2026-06-01'],
    ['an event that has not begun', '2026-06-01', null, '2026-05-01', '2026-06-01'],
    ['an open event, on its last day with all of its days', '2024-06-01', null, '2026-06-02', '2024-06-01'],
    ['an open event, a day later', '2024-06-01', null, '2026-06-03', '2024-06-02'],
    ['a long event that has ended', '2015-01-01', '2020-12-31', '2026-06-03', '2018-12-31'],
    ['an end before the start', '2026-06-08', '2026-06-01', '2026-06-03', '2026-06-08'],
    ['the first days of the calendar', '0001-01-01', '0001-01-31', '2026-06-03', '0001-01-01'],
  ])('%s', (_title, firstDay, lastDay, today, first) => {
    expect(countedDays({ firstDay, lastDay }, today)).toEqual({ first, last: lastDay });
  });
});

describe('an event becomes active only when it is complete', () => {
  const complete = { conditions: [1], rewards: [1], payout: 'AUTO' as const, startAt, endAt };
  test.each([
    ['complete', {}, []],
    ['without an end', { endAt: null }, []],
    ['no reward', { rewards: [] }, ['rewards']],
    ['no condition, paid at once', { conditions: [] }, ['conditions']],
    ['no condition, decided by an operator', { conditions: [], payout: 'MANUAL' as const }, []],
    ['no reward, decided by an operator', { rewards: [], payout: 'MANUAL' as const }, ['rewards']],
    ['an end at the start', { endAt: startAt }, ['endAt']],
    [
      'everything',
      { rewards: [], conditions: [], endAt: at('2026-01-01') },
      ['rewards', 'conditions', 'endAt'],
    ],
  ])('%s', (_title, change, missing) => {
    expect(missingForActivation({ ...complete, ...change })).toEqual(missing);
  });
});

describe('a draft was never active', () => {
  const draft = { active: false, frozenAt: null, firstActivatedAt: null };
  test.each([
    ['never active', draft, true],
    ['active', { ...draft, active: true, firstActivatedAt: startAt }, false],
    ['paused', { ...draft, firstActivatedAt: startAt }, false],
    ['of a former release', { active: false, frozenAt: null }, false],
    ['with requests', { ...draft, frozenAt: startAt }, false],
  ])('%s', (_name, event, expected) => {
    expect(isDraft(event)).toBe(expected);
  });

  test.each([
    ['a draft that stays one', draft, false, null],
    ['a draft that is activated', draft, true, 'SET'],
    ['an event that is activated again', { ...draft, firstActivatedAt: startAt }, true, null],
    ['an event of a former release', { active: false, frozenAt: null }, true, null],
    ['one that a former release activated', { ...draft, active: true }, false, 'UNSET'],
  ])('what is recorded of %s', (_name, before, isActive, expected) => {
    expect(activationChange(before, isActive)).toBe(expected);
  });
});
