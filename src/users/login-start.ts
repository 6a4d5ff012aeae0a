import type { LoginFamily } from './user.model';

/** When a login began. One that a former release stored has no instant of its own; its id was made at that time. */
export function startOf({ id, startedAt }: Pick<LoginFamily, 'id' | 'startedAt'>): Date {
  return startedAt ?? id.getTimestamp();
}
