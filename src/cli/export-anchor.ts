import { systemClock } from '../clock';
import { CHAIN_START } from '../audit/chain';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { anchorFile, type Anchor } from '../domain/seals';
import { SEALED, sealOf } from '../seals/seal';
import { EXIT, UsageFault, type Command } from './command';
import { withDatabase } from './with-app';
import { replaceableFile, writeFile } from './write-file';

export const exportAnchor: Command = {
  summary: 'writes the head of the audit chain and the roots of new seals to a file for an archive elsewhere',
  details: [
    'Keep the files where nobody who can write to the database can change them. From then on a chain that was rewritten ' +
      'up to that head does not match them. The result names the sequence of the head: give it as --after the next time.',
  ],
  options: {
    out: { value: 'FILE', required: true, description: 'The file to write. An existing file is replaced.' },
    after: {
      value: 'SEQUENCE',
      description: 'Only seals after this audit sequence: the head of the last anchor. Omitted: all.',
    },
  },
  run: async (args, out) => {
    const after = Number(args.optional('after') ?? 0);
    if (!Number.isSafeInteger(after) || after < 0)
      throw new UsageFault('--after is a sequence, such as 1200.');
    const file = await replaceableFile(args.text('out'));
    const anchor = await withDatabase((database) => readAnchor(database, after));
    await writeFile(file, anchorFile(anchor));
    const { head, seals } = anchor;
    out.result(
      { file, head, seals: seals.length },
      `${file}: ${seals.length} seals, head ${head.sequence} ${head.hash}`,
    );
    return EXIT.done;
  },
};

/** The head is read first, and covers every seal in the anchor. */
async function readAnchor({ auditEntries }: Database, after: number): Promise<Anchor> {
  const projection = { _id: 0, sequence: 1, hash: 1 } as const;
  const last = await auditEntries.findOne({}, { sort: { sequence: -1 }, projection });
  const head = last ?? CHAIN_START;
  const entries = await auditEntries
    .find(
      { action: SEALED, sequence: { $gt: after, $lte: head.sequence } },
      { sort: { sequence: 1 }, maxTimeMS: READ_LIMIT_MS.whole },
    )
    .toArray();
  const seals = entries.flatMap((entry) => {
    const seal = sealOf(entry);
    if (seal === null) return [];
    const { id, sealedAt, epoch, firstSequence, lastSequence, root, auditSequence } = seal;
    const { hash } = entry;
    return [{ id, sealedAt, epoch, firstSequence, lastSequence, root, auditSequence, hash }];
  });
  return { writtenAt: systemClock(), head: { sequence: head.sequence, hash: head.hash }, seals };
}
