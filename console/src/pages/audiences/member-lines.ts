import type { UserRef } from '../../generated/documents';

/** A line of a list of members: the account that it names, or why it names none. */
export type MemberLine =
  | { readonly line: number; readonly user: UserRef }
  | { readonly line: number; readonly fault: 'columns' | 'tooLong' | 'notUtf8' };

/** Longer lines hold no account. */
const LINE_MAX = 1_000;
const ID = /^[0-9a-f]{24}$/;
/** In place of bytes that are not UTF-8, as in a file that a spreadsheet saved as CP949. */
const UNDECODABLE = '\ufffd';

/**
 * Reads a line: an id, `issuer,subject`, or a username. Null for an empty line and for a header in the first one.
 *
 * @param line its number, from 1
 */
export function readMemberLine(line: number, text: string): MemberLine | null {
  const words = text.trim();
  if (words === '') return null;
  if (words.length > LINE_MAX) return { line, fault: 'tooLong' };
  if (words.includes(UNDECODABLE)) return { line, fault: 'notUtf8' };
  const cells = words.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const [first = '', second] = cells;
  if (line === 1 && ['userId', 'username', 'issuer,subject'].includes(cells.join(','))) return null;
  if (cells.length > 2 || first === '' || second === '') return { line, fault: 'columns' };
  if (second !== undefined) return { line, user: { identity: { issuer: first, subject: second } } };
  return { line, user: ID.test(first) ? { id: first } : { username: first } };
}

/** The lines of a file, one after another, so that a large one never is in memory. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    // A file without line ends is no list.
    if (rest.length > LINE_MAX) rest = rest.slice(0, LINE_MAX + 1);
  }
  if (rest !== '') yield rest;
}

/** The text of a file, chunk by chunk. */
export async function* textOf(file: Blob): AsyncGenerator<string> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

/** Groups of lines that one call adds. */
export async function* groupsOf(
  lines: AsyncIterable<string>,
  size: number,
): AsyncGenerator<readonly MemberLine[]> {
  let group: MemberLine[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = readMemberLine(number, number === 1 ? text.replace(/^\ufeff/, '') : text);
    if (line === null) continue;
    group.push(line);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
