/** Builds the client's example storefront into dist/storefront, which the server shows at /demo. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

await build({
  root: at('clients', 'typescript', 'examples', 'storefront'),
  base: '/demo/',
  configFile: false,
  logLevel: 'warn',
  // From its sources: the package itself may not be built.
  resolve: { alias: { '@event-reward-platform/client': at('clients', 'typescript', 'src', 'index.ts') } },
  build: {
    outDir: at('dist', 'storefront'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
  },
});
