import { systemClock, type Clock } from '../../src/clock';

const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000, milliseconds: 1 };

export interface TestClock {
  readonly now: Clock;
  /** @param instant ISO 8601 with an offset */
  set(instant: string): void;
  advance(by: Partial<Record<keyof typeof UNITS, number>>): void;
}

/** Stands still until it is moved. */
export function testClock(start: string): TestClock {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    set: (instant) => {
      time = new Date(instant).getTime();
    },
    advance: (by) => {
      for (const [unit, count] of Object.entries(by)) time += UNITS[unit as keyof typeof UNITS] * count;
    },
  };
}

/** The machine's, which can't be moved. */
export function runningClock(): TestClock {
  const cannot = () => {
    throw new Error('the clock of the machine cannot be moved');
  };
  return { now: systemClock, set: cannot, advance: cannot };
}
