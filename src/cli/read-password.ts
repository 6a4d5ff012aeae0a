import { text } from 'node:stream/consumers';
import { StartupFault } from '../startup-fault';

/**
 * From standard input: on a command line others would read it.
 *
 * @throws StartupFault when nothing comes, as into a container without `-i`
 */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ');
  // Byte-exact but for the line end that a terminal or echo adds.
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new StartupFault('The password is read from standard input, and nothing came.');
  return password;
}
