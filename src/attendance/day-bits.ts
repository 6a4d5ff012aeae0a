import { COUNTED_DAYS_MAX } from '../domain/limits';
import { addDays, daysBetween, type ServiceDay } from '../domain/service-calendar';

/** Bytes at most: with as many days no event that takes claims looks at earlier ones. */
const BYTES_MAX = Math.ceil(COUNTED_DAYS_MAX / 8);
const DAYS_MAX = BYTES_MAX * 8;

/**
 * Days as bits, the latest first: bit 0 of byte 0 is the day before `before`. Older days than fit are left out, and
 * so are bytes at the end that hold none.
 *
 * @param days all before `before`
 */
export function dayBits(days: readonly ServiceDay[], before: ServiceDay): Uint8Array {
  const places = days.map((day) => daysBetween(day, before) - 1).filter((place) => place < DAYS_MAX);
  const bits = new Uint8Array(Math.ceil((Math.max(-1, ...places) + 1) / 8));
  for (const place of places) bits[place >> 3]! |= 1 << (place & 7);
  return bits;
}

/** The first day that bits can hold. */
export function firstBitDay(before: ServiceDay): ServiceDay {
  return addDays(before, -DAYS_MAX);
}

/** The days from `first` on that the bits hold, ascending. */
export function daysOfBits(bits: Uint8Array, before: ServiceDay, first: ServiceDay): ServiceDay[] {
  const days: ServiceDay[] = [];
  for (let place = Math.min(daysBetween(first, before), bits.length * 8) - 1; place >= 0; place -= 1) {
    if ((bits[place >> 3]! & (1 << (place & 7))) !== 0) days.push(addDays(before, -1 - place));
  }
  return days;
}
