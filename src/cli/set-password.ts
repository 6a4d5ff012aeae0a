import { systemClock } from '../clock';
import { StartupFault } from '../startup-fault';
import { EXIT, type Command } from './command';
import { readPassword } from './read-password';
import { withFieldNames } from './with-field-names';
import { withApp } from './with-app';

export const setPassword: Command = {
  summary: 'sets the password of an account, read from standard input, and ends its logins',
  details: [
    'For accounts that were imported without a usable password, and for forgotten passwords. ' +
      'The change is recorded in the audit chain without an actor and without the password.',
  ],
  options: { username: { value: 'NAME', required: true, description: 'Whose password.' } },
  run: async (args, out) => {
    const username = args.text('username');
    const password = await readPassword();
    return withApp(async (app) => {
      const user = await withFieldNames(() =>
        app.services.accounts.setPassword({ username, password }, systemClock()),
      );
      if (user === null) throw new StartupFault('No account has this username.');
      await app.services.chainer.drain('users', user._id);
      const id = user._id.toHexString();
      out.result(
        { id, username: user.username },
        `The password of ${user.username} has been changed; its logins have ended`,
      );
      return EXIT.done;
    });
  },
};
