import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

interface Limit {
  readonly kilobytes: number;
  /** Name of the chunk of the page that a person sees first. */
  readonly firstPage: string;
}

/**
 * Fails the build when what a browser loads before it shows the first page (scripts and styles of the
 * entry and of that page, gzipped) exceeds the limit. What they load later by `import()` does not count.
 */
export function firstLoadLimit({ kilobytes, firstPage }: Limit): Plugin {
  return {
    name: 'first-load-limit',
    apply: 'build',
    writeBundle(_options, bundle) {
      const files = filesOfFirstLoad(bundle, firstPage);
      const bytes = [...files].reduce((sum, file) => sum + gzippedBytes(bundle[file]), 0);
      const loaded = Math.round(bytes / 100) / 10;
      if (loaded > kilobytes) {
        this.error(`The first load is ${loaded} kB gzipped; at most ${kilobytes} kB are allowed.`);
      }
      this.info(`first load: ${loaded} kB gzipped of at most ${kilobytes} kB`);
    },
  };
}

function filesOfFirstLoad(bundle: Rollup.OutputBundle, firstPage: string): Set<string> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const page = chunks.find(({ name }) => name === firstPage);
  if (!page) throw new Error(`There is no chunk called ${firstPage}.`);
  const files = new Set<string>();
  const add = (chunk: Rollup.OutputChunk) => {
    if (files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    for (const name of chunk.imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') add(imported);
    }
  };
  [...chunks.filter(({ isEntry }) => isEntry), page].forEach(add);
  return files;
}

function gzippedBytes(file: Rollup.OutputAsset | Rollup.OutputChunk | undefined): number {
  if (!file) return 0;
  return gzipSync(file.type === 'chunk' ? file.code : file.source).length;
}
