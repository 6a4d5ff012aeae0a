import { text } from 'node:stream/consumers';
import { systemClock } from '../clock';
import { BadUserInput } from '../errors';
import { StartupFault } from '../startup-fault';
import type { Command } from './command';
import { withApp } from './with-app';

export const createAdmin: Command = {
  summary: 'makes an ADMIN account; the password is read from standard input',
  usage: 'create-admin --username NAME',
  run: async (args) => {
    const [flag, username, ...rest] = args;
    if (flag !== '--username' || username === undefined || rest.length > 0) {
      process.stderr.write(`Usage: node dist/cli.js ${createAdmin.usage}\n`);
      return 2;
    }
    if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ');
    // Byte-exact but for the line end that a terminal or echo adds.
    const password = (await text(process.stdin)).replace(/\r?\n$/, '');
    return withApp(async (app) => {
      try {
        const user = await app.services.accounts.createAdmin({ username, password }, systemClock());
        if (user === null) throw new StartupFault('The username is taken.');
        process.stdout.write(`ADMIN ${user.username} is there, id ${user._id.toHexString()}\n`);
        return 0;
      } catch (error) {
        if (!(error instanceof BadUserInput)) throw error;
        throw new StartupFault(
          (error.fields ?? []).map(({ path, message }) => `${path} ${message}`).join('\n'),
        );
      }
    });
  },
};
