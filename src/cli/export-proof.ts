import { canonicalEntry } from '../audit/chain';
import { proofFile } from '../domain/seals';
import { AppError } from '../errors';
import { leafHash } from '../reward-feed/leaf';
import { rootOfPath } from '../seals/merkle-tree';
import { SealProofs, type Proof } from '../seals/seal-proofs';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { withDatabase } from './with-app';
import { replaceableFile, writeFile } from './write-file';

export const exportProof: Command = {
  summary: 'writes the proof of a request to a file that verifies without the platform',
  details: [
    'The file holds each sealed entry of the request with its path to the root of its seal, and the audit entry of the ' +
      'seal. scripts/verify-proof.mjs verifies it with nothing but Node. A request is sealed by the servers on the day ' +
      'after, or by seal. Exit code 1 when the request does not match its seal: it was changed by hand.',
  ],
  positional: { name: 'REQUEST_ID', required: true, description: 'The request.' },
  options: {
    out: { value: 'FILE', required: true, description: 'The file to write. An existing file is replaced.' },
  },
  run: async (args, out) => {
    const requestId = args.target!;
    const file = await replaceableFile(args.text('out'));
    const proofs = await withDatabase((database) => new SealProofs(database).of(null, requestId)).catch(
      (error: unknown) => {
        const isUnknown = error instanceof AppError && error.code === 'NOT_FOUND';
        throw isUnknown ? new StartupFault('There is no request with this id.') : error;
      },
    );
    if (proofs.length === 0)
      throw new StartupFault('The request is not sealed yet. Run seal, or wait a day.');
    await writeFile(file, proofFile(requestId, proofs.map(withCanonicalEntry)));
    const changed = proofs.filter((proof) => !leadsToRoot(proof)).map(({ sequence }) => sequence);
    const problem = changed.length > 0 ? `, which do not match their seal: ${changed.join(' ')}` : '';
    out.result(
      { requestId, file, proofs: proofs.length, changed },
      `${file}: ${proofs.length} proofs${problem}`,
    );
    return changed.length > 0 ? EXIT.broken : EXIT.done;
  },
};

function withCanonicalEntry({ auditEntry, ...proof }: Proof) {
  const { _id, hash, previousHash } = auditEntry;
  const id = _id.toHexString();
  return { ...proof, auditEntry: { id, canonical: canonicalEntry(auditEntry), previousHash, hash } };
}

function leadsToRoot({ seal, sequence, leaf, path }: Proof): boolean {
  const hashes = path.map((hash) => Buffer.from(hash, 'hex'));
  const place = sequence - seal.firstSequence;
  const size = seal.lastSequence - seal.firstSequence + 1;
  return rootOfPath(Buffer.from(leafHash(leaf), 'hex'), place, size, hashes)?.toString('hex') === seal.root;
}
