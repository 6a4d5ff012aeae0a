import { treeOfLeaves } from '../seals/feed-leaves';
import { SEALED, sealIdOf, sealOf } from '../seals/seal';
import { PROGRESS_ROWS, type Check, type Report, type Rule, type Snapshot } from './rule';

const sealsAreContiguous: Rule = {
  name: 'sealsAreContiguous',
  description:
    'The seals in the audit chain cover the reward feed from its first entry on, each sequence once and without gaps.',
};

const sealsMatchFeed: Rule = {
  name: 'sealsMatchFeed',
  description:
    'The leaves of the entries that a seal covers still lead to its root. A violation names the sequences; feedMatchesRequests names each request among them that does not match its own leaf.',
};

export const sealRules: readonly Check[] = [
  { rules: [sealsAreContiguous, sealsMatchFeed], run: compareSeals },
];

async function compareSeals({ database, options, onRead }: Snapshot, report: Report): Promise<void> {
  const entries = database.auditEntries.find({ action: SEALED }, { ...options, sort: { sequence: 1 } });
  let [end, read, reported] = [0, 0, 0];
  for await (const entry of entries) {
    const seal = sealOf(entry);
    if (seal === null || seal.firstSequence !== end + 1 || !entry._id.equals(sealIdOf(seal)))
      report(sealsAreContiguous, [entry._id]);
    if (seal === null) continue;
    end = seal.lastSequence;
    const tree = await treeOfLeaves(database, seal, { read: options });
    if (tree?.root !== seal.root) report(sealsMatchFeed, [`${seal.firstSequence}-${seal.lastSequence}`]);
    read += seal.lastSequence - seal.firstSequence + 1;
    if (read - reported >= PROGRESS_ROWS) onRead('sealed entries', (reported = read));
  }
}
