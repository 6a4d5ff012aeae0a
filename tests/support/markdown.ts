import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const NOT_OURS = ['node_modules', 'dist', 'coverage'];

/** Every page below a folder of the repository, as paths from its root. */
export function documentsBelow(folder = '.'): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith('.md') ? [path] : [];
    const isOurs = entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.includes(entry.name);
    return isOurs ? documentsBelow(path) : [];
  });
}

/** Without the translations, whose commands and answers are held against these. */
export const originals = documentsBelow().filter((path) => !path.endsWith('.ko.md'));

/** @param path from the repository's root */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export interface Fence {
  /** What stands behind the opening fence, such as `sh session`. */
  readonly info: string;
  readonly text: string;
}

/** Those in lists are indented. */
const FENCE = /^( *)(`{3,}|~{3,})([^\n`]*)\n([^]*?)^\1\2$/gm;

export function fencesOf(markdown: string, info: RegExp): Fence[] {
  return [...markdown.matchAll(FENCE)]
    .map(([, indent = '', , given = '', text = '']) => ({
      info: given.trim(),
      text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }))
    .filter((fence) => info.test(fence.info));
}

/** What is prose: without fenced blocks and code spans. */
export function proseOf(markdown: string): string {
  return markdown.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
}

export interface Heading {
  readonly level: number;
  readonly title: string;
}

export function headingsOf(markdown: string): Heading[] {
  const lines = markdown.replace(FENCE, '').matchAll(/^(#{1,6}) +(.+)$/gm);
  return [...lines].map(([, marks = '', title = '']) => ({ level: marks.length, title: title.trim() }));
}

/** Its headings, rows of tables and items of lists, in their order, by what marks them: `##`, `|`, `-`. */
export function outlineOf(markdown: string): string[] {
  const marks = markdown.replace(FENCE, '').matchAll(/^(#{1,6} | *(?:-|\d+\.) |\|)/gm);
  return [...marks].map(([mark]) => mark.trim());
}

/** The rows of every table whose first cell is one code span, as cells. */
export function namedRowsOf(markdown: string): string[][] {
  return [...markdown.matchAll(/^\| `(\w+)` +\|.*$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
