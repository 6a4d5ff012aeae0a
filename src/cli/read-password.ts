import { text } from 'node:stream/consumers';
import { BadUserInput } from '../errors';
import { StartupFault } from '../startup-fault';

/** From standard input: on a command line others would read it. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ');
  // Byte-exact but for the line end that a terminal or echo adds.
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

/** @throws StartupFault with a line for each field that breaks a rule */
export async function tellingFields<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    throw new StartupFault((error.fields ?? []).map(({ path, message }) => `${path} ${message}`).join('\n'));
  }
}
