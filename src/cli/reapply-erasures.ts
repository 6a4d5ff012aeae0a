import { createReadStream } from 'node:fs';
import { systemClock } from '../clock';
import { toObjectId } from '../database/object-ids';
import { linesOf } from '../imports/lines';
import { renewEpoch } from '../reward-feed/epoch';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { readFault } from '../imports/source-rows';
import { withApp } from './with-app';

/** Of an id, a blank and an instant. */
const LINE_BYTES_MAX = 200;
const REASON = 'erased again after a restore';

export const reapplyErasures: Command = {
  summary: 'erases the accounts of a list again, after a restore',
  details: [
    'FILE is what export-erasures wrote. Accounts that are erased already, and ids that the restored database does not ' +
      'have, are only counted. The reward feed gets a new epoch, so that its consumers compare from the start. ' +
      'Idempotent: after a failure run it again. Exit code 1 if an account of the list is staff in the restored ' +
      'database and was not erased: change its role, and run it again.',
  ],
  positional: { name: 'FILE', required: true, description: 'The list that export-erasures wrote.' },
  run: (args, out) =>
    withApp(async ({ database, services }) => {
      const ids = await readIds(args.target!);
      const counts = { erased: 0, there: 0, unknown: 0, staff: 0 };
      for (const id of ids) {
        const user = await database.users.findOne({ _id: id }, { projection: { erasedAt: 1 } });
        if (user === null) counts.unknown += 1;
        else if (user.erasedAt != null) counts.there += 1;
        else {
          const { refusal } = await services.erasures.eraseUser(
            null,
            id.toHexString(),
            REASON,
            systemClock(),
          );
          counts[refusal === null ? 'erased' : 'staff'] += 1;
        }
      }
      const epoch = await renewEpoch(database);
      const { erased, there, unknown, staff } = counts;
      out.result(
        { ...counts, epoch },
        `${erased} accounts erased, ${there} were erased already, ${unknown} unknown, ${staff} refused as staff; new epoch ${epoch}`,
      );
      return staff > 0 ? EXIT.broken : EXIT.done;
    }),
};

/** All of them before anything is erased: a file that is not a list erases nobody. @throws StartupFault */
async function readIds(file: string) {
  const ids = [];
  try {
    for await (const { line, text } of linesOf(createReadStream(file), LINE_BYTES_MAX)) {
      const id = toObjectId(text?.split(' ')[0] ?? '');
      if (id === null)
        throw new StartupFault(`Line ${line} of FILE does not begin with the id of an account.`);
      ids.push(id);
    }
  } catch (error) {
    throw readFault(error);
  }
  return ids;
}
