import { reportChain, reportInvariants, reportStructure, reportZoneRules } from './check-parts';
import type { Command } from './command';
import { Findings } from './findings';
import { withDatabase } from './with-app';

export const check: Command = {
  summary:
    'checks collections and unique indexes, the audit chain and the invariants; exit code 1 if one is broken',
  details: [
    'Reads all requests, check-ins and audit entries and changes nothing. It can run beside servers; run it ' +
      'every night. After a restore use verify-copy, which checks more.',
  ],
  run: (_args, out) =>
    withDatabase(async (database) => {
      const findings = new Findings(out);
      await reportStructure(database, findings);
      await reportZoneRules(database, findings);
      await reportChain(database, findings);
      await reportInvariants(database, findings);
      return findings.exitCode;
    }),
};
