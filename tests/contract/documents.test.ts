import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { commands } from '../../src/cli/commands';
import { usageOf } from '../../src/cli/help';
import { readConfig } from '../../src/config';
import { environment } from '../../src/environment';
import {
  documentsBelow,
  fencesOf,
  headingsOf,
  namedRowsOf,
  originals,
  outlineOf,
  proseOf,
  readDocument,
} from '../support/markdown';

const root = join(__dirname, '..', '..');
const documents = documentsBelow();
/** A page and its translation, by the end of their names. */
const LANGUAGES = ['.md', '.ko.md'];
/** Pages for readers that exist in English only, with the reason. */
const ENGLISH_ONLY: Readonly<Record<string, string>> = {
  'docs/dependencies.md': 'reasons of packages, for those who change the code',
  'docs/performance.md': 'written by `npm run bench`',
  'docs/performance-notes.md': 'notes on measurements, for those who change the code',
  'docs/reference/operations.md': 'written from the descriptions of the schema, which are English',
  'docs/reference/types.md': 'written from the descriptions of the schema, which are English',
};

/** As GitHub makes them. */
function anchorsOf(path: string): string[] {
  return headingsOf(readDocument(path)).map(({ title }) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page to others of the repository. */
function linksOf(path: string): string[] {
  const links = proseOf(readDocument(path)).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function brokenLinks(path: string): string[] {
  return linksOf(path).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? join(root, path) : resolve(root, dirname(path), decodeURI(file));
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(relative(root, target)).includes(decodeURI(anchor));
  });
}

test.each(documents)('%s links to what exists', (path) => {
  expect(brokenLinks(path)).toEqual([]);
});

test('each attack of the threat model names tests that are there', () => {
  const [attacks = ''] = readDocument('docs/threat-model.md').split(/^## /m);
  const rows = attacks.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Attack|---)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const named = [...row.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path);
    expect([row, named.length]).not.toEqual([row, 0]);
    const missing = named.filter(
      (path) => ![path, `${path}.test.ts`].some((each) => existsSync(join(root, each))),
    );
    expect(missing).toEqual([]);
  }
});

test('docs/development.md draws folders and files that are there', () => {
  const [{ text } = { text: '' }] = fencesOf(readDocument('docs/development.md'), /^text$/);
  let folder = '';
  const drawn = text.split('\n').flatMap((line) => {
    // Further in than what src/ holds a description goes on.
    const [, indent = '', names = ''] = /^( {0,2})(\S+(?:,? \S+)*)/.exec(line) ?? [];
    if (indent === '' && names !== '') folder = names.split(' ')[0]!;
    return names
      .split(/,? /)
      .filter((name) => name !== '')
      .map((name) => (indent === '' ? name : join(folder, name)));
  });
  expect(drawn.length).toBeGreaterThan(20);
  expect(drawn.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every decision is in the index, by its own title', () => {
  const index = readDocument('docs/adr/README.md');
  const decisions = documents.filter((path) => /^docs\/adr\/\d/.test(path));
  expect(decisions.length).toBeGreaterThan(0);
  for (const path of decisions) {
    const [number, title] = headingsOf(readDocument(path))[0]!.title.split(/\. (.*)/);
    expect(path).toMatch(new RegExp(`/0*${number}-`));
    expect(index).toContain(`[${title}](${path.replace('docs/adr/', '')})`);
  }
});

const translations = documents.filter((path) => path.endsWith('.ko.md'));
const koreanOf = (path: string) => path.replace(/\.md$/, '.ko.md');
/** What operators, integrators and those who deploy read. */
const isForReaders = (path: string) =>
  /^((README|SECURITY)\.md$|docs\/|clients\/)/.test(path) && !/^docs\/adr\//.test(path);

test('every page exists in Korean too, but those that say why not', () => {
  const untranslated = originals.filter((path) => !translations.includes(koreanOf(path)));
  expect(untranslated.filter(isForReaders).sort()).toEqual(Object.keys(ENGLISH_ONLY).sort());
});

test.each(translations)('%s and its original link to each other, and it to Korean pages', (path) => {
  const original = path.replace(/\.ko\.md$/, '.md');
  const [own, other] = [basename(path), basename(original)];
  expect(readDocument(path)).toContain(`\nEnglish: [${other}](${other})\n`);
  expect(readDocument(original)).toContain(`\n한국어: [${own}](${own})\n`);
  const targets = linksOf(path).map((link) => join(dirname(path), link.split('#')[0]!));
  const elsewhere = targets.filter(
    (target) => target !== original && translations.includes(koreanOf(target)),
  );
  expect(elsewhere).toEqual([]);
});

/** Each code span and code of the prose, once: a sentence that a page lacks usually shows here. */
function namesOf(markdown: string): string[] {
  const spans = [...markdown.replaceAll('.ko.md', '.md').matchAll(/`([^`\n]+)`/g)].map(
    ([, span = '']) => span,
  );
  const codes = proseOf(markdown).match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
  return [...new Set([...spans, ...codes])].sort();
}

/** The tables that `npm run test:faults` writes. */
function writtenByRuns(markdown: string): string[] {
  return [...markdown.matchAll(/<!-- (.+) -->[^]*?<!-- end of \1 -->/g)].map(([section]) => section);
}

/** Of each row of the tables the cells that are one code span, so that each is beside the same others. */
function codeCellsOf(markdown: string): string[][] {
  const rows = markdown.replaceAll('.ko.md', '.md').match(/^\|.*\|$/gm) ?? [];
  return rows.map((row) => row.split('|').map((cell) => /^ *(`[^`]+`) *$/.exec(cell)?.[1] ?? ''));
}

function numbersOf(markdown: string): string[] {
  return proseOf(markdown).match(/(?<![\w.,])\d[\d,.]*\d(?!\w)/g) ?? [];
}

test.each(translations)(
  '%s has the headings, rows, items, names, numbers, commands and answers of its original',
  (path) => {
    const [translated, original] = [readDocument(path), readDocument(path.replace(/\.ko\.md$/, '.md'))];
    expect(outlineOf(original)).toContain('#');
    expect(outlineOf(translated)).toEqual(outlineOf(original));
    expect(writtenByRuns(translated)).toEqual(writtenByRuns(original));
    const infos = (text: string) => fencesOf(text, /^/).map(({ info }) => info);
    expect(infos(translated)).toEqual(infos(original));
    expect(namesOf(translated)).toEqual(namesOf(original));
    expect(codeCellsOf(translated)).toEqual(codeCellsOf(original));
    expect(numbersOf(translated)).toEqual(expect.arrayContaining(numbersOf(original)));
    // What is drawn as text may have words in it.
    const shown = /^(?!text$)/;
    expect(fencesOf(translated, shown)).toEqual(fencesOf(original, shown));
  },
);

test.each(LANGUAGES)('docs/reference/configuration%s lists every name, and no other', (language) => {
  const rows = namedRowsOf(readDocument(`docs/reference/configuration${language}`));
  expect(rows.map(([name = '']) => name.slice(1, -1))).toEqual(Object.keys(environment.shape));
});

test.each(LANGUAGES)('docs/reference/commands%s lists every command, as its help shows it', (language) => {
  const text = readDocument(`docs/reference/commands${language}`);
  const rows = [
    ...text.matchAll(
      /^\| `([a-z-]+(?: --(?:username|owner) NAME| LIST --out FILE| \[[A-Z]+\])?)` +\| [^|]+ \|$/gm,
    ),
  ];
  const listed = rows.map(([, usage = '']) => usage);
  const known = [...commands].map(([name, command]) => usageOf(name, command));
  expect(listed.filter((usage) => known.includes(usage)).sort()).toEqual(known.sort());
});

test('a name that is given its documented default changes nothing', () => {
  const rows = namedRowsOf(readDocument('docs/reference/configuration.md'));
  const stated = rows.filter(([, standard = '']) => standard.startsWith('`'));
  expect(stated.length).toBeGreaterThan(10);
  // Whether a calendar was named at all is not what it is.
  const configOf = (env: Record<string, string>) => ({ ...readConfig(env), serviceCalendarNamed: null });
  for (const [name = '', standard = ''] of stated) {
    const value = standard.slice(1, -1);
    expect([name, configOf({ [name.slice(1, -1)]: value })]).toEqual([name, configOf({})]);
  }
});
