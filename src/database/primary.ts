import type { mongo } from 'mongoose';

export interface PrimaryWatch {
  /** Names the primary and its term; null while there is none. Two equal names: nothing changed between. */
  current(): string | null;
}

/**
 * Follows which node is primary, by the driver's own topology events.
 *
 * A deposed primary that does not know it yet answers even majority reads with the past. So a claim's
 * insert goes only to the primary, in the same term, that its facts came from (address, electionId).
 */
export function watchPrimary(client: mongo.MongoClient): PrimaryWatch {
  let name: string | null = null;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    name = null;
    for (const server of newDescription.servers.values()) {
      if (server.type === 'RSPrimary') name = `${server.address}/${server.electionId?.toHexString() ?? ''}`;
    }
  });
  return { current: () => name };
}
