import { checkCopy } from '../invariants/copy-rules';
import { compareIndexes } from '../database/compare-indexes';
import { migrationStatus } from '../database/migrations/run';
import { reportChain, reportInvariants, reportStructure, reportZoneRules } from './check-parts';
import { loadWrappingKeys } from '../secrets/wrapping-keys';
import { renewEpoch } from '../reward-feed/epoch';
import type { Command } from './command';
import { Findings } from './findings';
import { withDatabase } from './with-app';

export const verifyCopy: Command = {
  summary: 'checks that a restored database is complete and consistent before servers use it',
  details: [
    'Does everything that check does, and also checks indexes, migrations, the service calendar, the head of the ' +
      'audit chain, the admins document and the keys of stored secrets. Set MONGODB_URI to the copy. Without --restored it changes nothing. It prints one line per check; exit code 1 if one is broken.',
  ],
  options: {
    restored: {
      description:
        'The copy replaces the database: its reward feed gets a new epoch, so that consumers compare from the start.',
    },
  },
  run: (args, out) =>
    withDatabase(async (database, config) => {
      const findings = new Findings(out);
      // Whatever the checks find: consumers must not take the copy's feed for the one that they have read.
      if (args.has('restored')) findings.report(true, 'feedEpoch', `renewed: ${await renewEpoch(database)}`);
      for (const { number, name, state } of await migrationStatus(database)) {
        // The next start applies pending migrations, so an older backup is not broken.
        findings.report(state !== 'changed', `migration.${number}`, `${name}: ${state}`);
      }
      await reportStructure(database, findings, await compareIndexes(database));
      await reportZoneRules(database, findings);
      const keys = loadWrappingKeys(config);
      for await (const { ok, name, detail } of checkCopy(database, keys)) findings.report(ok, name, detail);
      await reportChain(database, findings);
      await reportInvariants(database, findings);
      return findings.exitCode;
    }),
};
