import type { mongo } from 'mongoose';

export interface PrimaryWatch {
  /**
   * Names the primary and its term, or the routers and the period; null while there is none. Two equal names: nothing
   * changed between.
   */
  current(): string | null;
  /** How long no member of the replica set and no router has been reachable, in milliseconds; 0 while one is. */
  unreachableMs(): number;
}

/**
 * Facts that came by a router are used in the period in which they were asked for. docs/scale.md, "Freshness through a
 * router", has the reasons.
 */
export const ROUTER_PERIOD_MS = 2_000;

/**
 * Follows which node is primary, by the driver's own topology events.
 *
 * A deposed primary that does not know it yet answers even majority reads with the past. So a claim's
 * insert goes only to the primary, in the same term, that its facts came from (address, electionId). A router shows no
 * term of its shards; there a period takes its place, so that no answer is used that was under way for longer.
 *
 * @param now milliseconds of a monotonic clock
 */
export function watchPrimary(
  client: Pick<mongo.MongoClient, 'on'>,
  now = () => performance.now(),
): PrimaryWatch {
  let name: string | null = null;
  let isRouted = false;
  let unreachableSince: number | null = now();
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    name = null;
    let isReachable = false;
    const routers: string[] = [];
    for (const server of newDescription.servers.values()) {
      if (server.type !== 'Unknown') isReachable = true;
      if (server.type === 'RSPrimary') name = `${server.address}/${server.electionId?.toHexString() ?? ''}`;
      if (server.type === 'Mongos') routers.push(server.address);
    }
    isRouted = routers.length > 0;
    if (isRouted) name = routers.sort().join();
    unreachableSince = isReachable ? null : (unreachableSince ?? now());
  });
  return {
    current: () => (isRouted ? `${name}/${Math.floor(now() / ROUTER_PERIOD_MS)}` : name),
    unreachableMs: () => (unreachableSince === null ? 0 : now() - unreachableSince),
  };
}
