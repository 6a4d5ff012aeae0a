import { toInstant } from '../domain/instant';
import { userRefOf } from '../users/user-ref.inputs';
import type { UserRef } from '../users/user-refs';
import { isWithinLimits, type ActivityReport } from './activity-report';

/**
 * Reads a CloudEvent of version 1.0 in its JSON form as a row; null for one that is no valid row.
 *
 * `id`, `source` and `time` must be in the JSON itself. An SDK's constructor makes up the ones that are missing, and
 * a retry would then be counted a second time.
 *
 * @param source of the service key; the event must name the same
 */
export function reportOfCloudEvent(event: unknown, source: string): ActivityReport | null {
  if (!isObject(event) || event.specversion !== '1.0' || event.source !== source) return null;
  const { id, type, time, subject, data } = event;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof time !== 'string') return null;
  const occurredAt = toInstant(time);
  const user = typeof subject === 'string' ? userOf(subject) : null;
  const quantity = quantityOf(data);
  if (occurredAt === null || user === null || quantity === null || 'data_base64' in event) return null;
  const report = { user, externalId: id, kind: type, quantity, occurredAt };
  return isWithinLimits(report) ? report : null;
}

/** Our id, or `issuer|subject`: an issuer has no `|`, a subject may have some. */
function userOf(subject: string): UserRef | null {
  const at = subject.indexOf('|');
  if (at < 0) return { id: subject };
  const identity = { issuer: subject.slice(0, at), subject: subject.slice(at + 1) };
  return userRefOf({ identity }, { byUsername: false });
}

function quantityOf(data: unknown): number | null {
  if (data === undefined || data === null) return 1;
  if (!isObject(data)) return null;
  const { quantity = 1 } = data;
  return typeof quantity === 'number' ? quantity : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
