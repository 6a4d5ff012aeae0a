import type { Plugin } from 'vite';

const FOREIGN =
  /\/react-(aria|stately|aria-components)\/dist\/private\/.*\/(?!en-US|ko-KR)[a-z]{2}-[A-Z]{2}\.mjs$/;

/** React Aria brings its words in thirty languages; the console speaks two of them. */
export function ownLanguagesOnly(): Plugin {
  return {
    name: 'own-languages-only',
    enforce: 'pre',
    load: (id) => (FOREIGN.test(id) ? 'export default {};' : null),
  };
}
