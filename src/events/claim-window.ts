import { isClaimWindow } from '../domain/event-window';
import { BadUserInput } from '../errors';

/**
 * @param path of the input field to blame
 * @throws BadUserInput when claims would end before the event does, or the event has no end
 */
export function requireClaimWindow(window: Parameters<typeof isClaimWindow>[0], path: string): void {
  if (isClaimWindow(window)) return;
  const message =
    window.endAt === null
      ? 'needs an `endAt` for as long as `claimUntil` is set'
      : 'must not put `claimUntil` before `endAt`: change both together';
  throw new BadUserInput({ path, message });
}
