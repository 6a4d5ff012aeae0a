import { systemClock } from '../clock';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { readPassword } from './read-password';
import { withFieldNames } from './with-field-names';
import { withApp } from './with-app';

export const createAdmin: Command = {
  summary: 'creates an ADMIN account; the password is read from standard input',
  details: [
    'Can be repeated: an existing account with that name and password gets the role. With another password it is ' +
      'not changed, and the command fails. The change is recorded in the audit chain without an actor.',
  ],
  options: {
    username: { value: 'NAME', required: true, description: "The account's name, 3 to 32 characters." },
  },
  run: async (args, out) => {
    const username = args.text('username');
    const password = await readPassword();
    return withApp(async (app) => {
      const user = await withFieldNames(() =>
        app.services.accounts.createAdmin({ username, password }, systemClock()),
      );
      if (user === null) throw new StartupFault('The username is taken.');
      const id = user._id.toHexString();
      out.result({ id, username: user.username, role: 'ADMIN' }, `ADMIN ${user.username} exists, id ${id}`);
      return EXIT.done;
    });
  },
};
