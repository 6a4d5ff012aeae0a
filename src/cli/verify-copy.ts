import { checkCopy } from '../audit/copy-rules';
import { compareIndexes } from '../database/compare-indexes';
import { migrationStatus } from '../database/migrations/run';
import { reportChain, reportInvariants, reportStructure, reportZoneRules } from './check-parts';
import type { Command } from './command';
import { Findings } from './findings';
import { withDatabase } from './with-app';

export const verifyCopy: Command = {
  summary: 'proves that a restored database is whole and consistent, before a server is given it',
  details: [
    'All of check, and what only a copy can lack: indexes, migrations, the service calendar, the head of the ' +
      'audit chain, the admins document. Name the copy by MONGODB_URI. It builds and repairs nothing: a line each, exit code 1 when one is broken.',
  ],
  run: (_args, out) =>
    withDatabase(async (database) => {
      const findings = new Findings(out);
      for (const { number, name, state } of await migrationStatus(database)) {
        // What is pending is applied by the next start: an older backup is no broken one.
        findings.report(state !== 'changed', `migration.${number}`, `${name}: ${state}`);
      }
      await reportStructure(database, findings, await compareIndexes(database));
      await reportZoneRules(database, findings);
      for await (const { ok, name, detail } of checkCopy(database)) findings.report(ok, name, detail);
      await reportChain(database, findings);
      await reportInvariants(database, findings);
      return findings.exitCode;
    }),
};
