import { parseAbsolute } from '@internationalized/date';
import type { EventDetailsFragment } from '../../generated/documents';

type Window = Pick<EventDetailsFragment, 'startAt' | 'endAt' | 'claimUntil'>;

const DAY_MS = 86_400_000;

/**
 * The window of the next event of the same length: moved on by the event's length in days, or by a week without an
 * end. The times of day stay the same in the zone, also over a change of its offset.
 */
export function shiftedWindow(
  { startAt, endAt, claimUntil }: Window,
  zone: string,
): {
  readonly [Field in keyof Window]: string | null;
} {
  const lengthMs = endAt === null ? 7 * DAY_MS : Date.parse(endAt) - Date.parse(startAt);
  const days = Math.max(1, Math.round(lengthMs / DAY_MS));
  const shifted = (instant: string | null) =>
    instant && parseAbsolute(instant, zone).add({ days }).toAbsoluteString();
  return { startAt: shifted(startAt), endAt: shifted(endAt), claimUntil: shifted(claimUntil) };
}
