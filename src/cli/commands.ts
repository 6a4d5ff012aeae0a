import { acceptZoneRulesCommand } from './accept-zone-rules';
import { check } from './check';
import { EXIT, UsageFault, type Command } from './command';
import { createAdmin } from './create-admin';
import { demoIdentityToken } from './demo-identity-token';
import { emitSchema } from './emit-schema';
import { exportAnchor } from './export-anchor';
import { exportCommand } from './export';
import { exportProof } from './export-proof';
import { exportErasures } from './export-erasures';
import { feedBackfill } from './feed-backfill';
import { describe, helpOf, helpOfAll, type Commands } from './help';
import { importAttendance } from './import-attendance';
import { importAudience } from './import-audience';
import { importCodes } from './import-codes';
import { importRest } from './import-rest';
import { importUsers } from './import-users';
import { migrateCommand } from './migrate';
import { reapplyErasures } from './reapply-erasures';
import { retain } from './retain';
import { rotateSecretsKey } from './rotate-secrets-key';
import { sealCommand } from './seal';
import { seed } from './seed';
import { setPassword } from './set-password';
import { verifyCopy } from './verify-copy';

const help: Command = {
  summary: 'prints this list, or the description and options of a command',
  positional: { name: 'COMMAND', required: false, description: 'The command to describe.' },
  run: async ({ target }, out) => {
    if (target === undefined) {
      if (out.json)
        out.result(
          [...commands].map(([name, command]) => describe(name, command)),
          null,
        );
      else process.stdout.write(helpOfAll(commands));
      return EXIT.done;
    }
    const command = commands.get(target);
    if (command === undefined) throw new UsageFault('Unknown command.');
    if (out.json) out.result(describe(target, command), null);
    else process.stdout.write(helpOf(target, command));
    return EXIT.done;
  },
};

export const commands: Commands = new Map<string, Command>([
  ['create-admin', createAdmin],
  ['set-password', setPassword],
  ['seed', seed],
  ['demo-identity-token', demoIdentityToken],
  ['check', check],
  ['verify-copy', verifyCopy],
  ['accept-zone-rules', acceptZoneRulesCommand],
  ['migrate', migrateCommand],
  ['export', exportCommand],
  ['seal', sealCommand],
  ['export-proof', exportProof],
  ['export-anchor', exportAnchor],
  ['export-erasures', exportErasures],
  ['reapply-erasures', reapplyErasures],
  ['feed-backfill', feedBackfill],
  ['import-users', importUsers],
  ['import-attendance', importAttendance],
  ['import-audience', importAudience],
  ['import-codes', importCodes],
  ['import-rest', importRest],
  ['retain', retain],
  ['rotate-secrets-key', rotateSecretsKey],
  ['emit-schema', emitSchema],
  ['help', help],
]);
