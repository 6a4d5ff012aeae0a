import { text } from 'node:stream/consumers';

/** From standard input: on a command line others would read it. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Ctrl+D: ');
  // Byte-exact but for the line end that a terminal or echo adds.
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
