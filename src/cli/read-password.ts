import { isUtf8 } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { StartupFault } from '../startup-fault';

/**
 * From standard input: on a command line others would read it.
 *
 * @throws StartupFault when nothing comes, as into a container without `-i`, or bytes that are not UTF-8
 */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ');
  // Byte-exact but for the line end that a terminal or echo adds.
  const password = utf8Of(await buffer(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new StartupFault('The password is read from standard input, which was empty.');
  return password;
}

function utf8Of(bytes: Buffer): string {
  // Replacing the bytes would store a password that nobody typed.
  if (!isUtf8(bytes))
    throw new StartupFault('The password is not UTF-8. Set the terminal to UTF-8, or convert it.');
  return bytes.toString('utf8');
}
