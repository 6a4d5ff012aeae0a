import { holdsUnknownValue } from '../domain/known-values';
import { ServiceUnavailable } from '../errors';

/** While old servers are replaced, the same call soon reaches a new one. */
export function onlyNewerServers(): ServiceUnavailable {
  return new ServiceUnavailable('a stored value is known to newer servers only');
}

/** @throws ServiceUnavailable for an event that only a newer server can judge or change */
export function requireKnown(event: Parameters<typeof holdsUnknownValue>[0]): void {
  if (holdsUnknownValue(event)) throw onlyNewerServers();
}
