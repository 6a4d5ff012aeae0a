import type { Viewer } from '../domain/viewer';
import { readServiceKey } from './service-key-secret';
import type { ServiceKeyVerifier } from './service-key-verifier';
import { ViewerSource, type AccessProof } from './viewer-source';

interface Readers {
  readonly tokens: { readBearer(header: string | undefined, now: Date): AccessProof | null };
  readonly viewers: { find(proof: AccessProof): Promise<Viewer | null> };
  readonly serviceKeyVerifier: ServiceKeyVerifier;
}

/** Who sends a request, by its `Authorization` header: an access token or a service key. */
export function viewerSourceOf(
  header: string | undefined,
  { tokens, viewers, serviceKeyVerifier }: Readers,
  now: Date,
  /** Of the client. */
  address: string,
): ViewerSource {
  const key = readServiceKey(header);
  if (key === null) return new ViewerSource(tokens.readBearer(header, now), (proof) => viewers.find(proof));
  return new ViewerSource(null, async () => null, {
    verify: () => serviceKeyVerifier.verify(key, now, address),
    count: ({ id }) => serviceKeyVerifier.count(id, key, now),
  });
}
