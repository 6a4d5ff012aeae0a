import 'reflect-metadata';
import { commands, help } from './cli/commands';
import { StartupFault } from './startup-fault';

async function run([name = 'help', ...args]: string[]): Promise<number> {
  const command = commands[name];
  if (command === undefined) {
    process.stderr.write(`There is no such command.\n\n${help()}`);
    return 2;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof StartupFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
