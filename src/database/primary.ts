import type { mongo } from 'mongoose';

export interface PrimaryWatch {
  /** Names the primary and its term; null while there is none. Two equal names: nothing changed between. */
  current(): string | null;
  /** How long no member of the replica set has been reachable, in milliseconds; 0 while one is. */
  unreachableMs(): number;
}

/**
 * Follows which node is primary, by the driver's own topology events.
 *
 * A deposed primary that does not know it yet answers even majority reads with the past. So a claim's
 * insert goes only to the primary, in the same term, that its facts came from (address, electionId).
 *
 * @param now milliseconds of a monotonic clock
 */
export function watchPrimary(client: mongo.MongoClient, now = () => performance.now()): PrimaryWatch {
  let name: string | null = null;
  let unreachableSince: number | null = now();
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    name = null;
    let isReachable = false;
    for (const server of newDescription.servers.values()) {
      if (server.type !== 'Unknown') isReachable = true;
      if (server.type === 'RSPrimary') name = `${server.address}/${server.electionId?.toHexString() ?? ''}`;
    }
    unreachableSince = isReachable ? null : (unreachableSince ?? now());
  });
  return {
    current: () => name,
    unreachableMs: () => (unreachableSince === null ? 0 : now() - unreachableSince),
  };
}
