import type { App } from '../app';
import { toObjectId } from '../database/object-ids';
import { audienceImport } from '../imports/audience';
import { StartupFault } from '../startup-fault';
import type { Arguments } from './command';
import { importCommand } from './import-command';

export const importAudience = importCommand(
  {
    what: 'members',
    summary: 'adds members to an audience from a CSV or NDJSON file',
    details: [
      'Columns: userId, or issuer and subject. In CSV the first row names the columns. A million rows take a few ' +
        'minutes and little memory. Create the audience in the console, and seal it there after the import.',
      'Idempotent: who is in already stays, so after a failure or Ctrl+C run it again. Each row that names no ' +
        'account is reported with its line and reason; the others are added, and the exit code is 1.',
    ],
    options: { audience: { value: 'ID', required: true, description: 'The audience, which is not sealed.' } },
  },
  async (app, args) => {
    const audienceId = await openAudience(app, args);
    return audienceImport(app.database, app.services.audienceMembers, audienceId);
  },
);

/** @throws StartupFault */
async function openAudience({ database, services }: App, args: Arguments) {
  const id = toObjectId(args.text('audience'));
  const audience = id && (await database.audiences.findOne({ _id: id }, { projection: { state: 1 } }));
  if (!audience) throw new StartupFault('There is no audience with this id.');
  if ((await services.audienceMembers.open(audience._id, [], null)) === null) {
    throw new StartupFault('The audience is sealed, or is being sealed: nobody can be added to it.');
  }
  return audience._id;
}
