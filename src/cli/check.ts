import { verifyChain } from '../audit/verification';
import { checkInvariants } from '../audit/invariants';
import { systemClock } from '../clock';
import { findLiveDuplicates, proveGuardIndex } from '../database/guard-index';
import type { Command } from './command';
import { withDatabase } from './with-app';

export const check: Command = {
  summary: 'proves the guard index, the audit chain and the invariants; exit 1 when one is broken',
  usage: 'check',
  run: () =>
    withDatabase(async (database) => {
      let broken = false;
      const report = (ok: boolean, name: string, detail: string) => {
        broken ||= !ok;
        process.stdout.write(`${ok ? 'ok    ' : 'BROKEN'} ${name.padEnd(30)} ${detail}\n`);
      };

      const guard = await proveGuardIndex(database);
      report(
        guard.ok,
        'guardIndex',
        guard.ok ? guard.found : `expected ${guard.expected}, found ${guard.found}`,
      );
      for (const { userId, eventId, requestIds } of await findLiveDuplicates(database)) {
        report(
          false,
          'guardIndex',
          `user ${userId}, event ${eventId}: live requests ${requestIds.join(' ')}`,
        );
      }
      const chain = await verifyChain(database, systemClock());
      report(
        chain.ok,
        'auditChain',
        chain.ok ? `${chain.entries} entries` : `first bad sequence ${chain.firstBadSequence}`,
      );
      for (const { name, ok, violations, examples } of await checkInvariants(database)) {
        report(ok, name, ok ? '' : `${violations} violations, such as ${examples.join(' ')}`);
      }
      return broken ? 1 : 0;
    }),
};
