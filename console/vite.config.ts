import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstLoadLimit } from './first-load-limit';
import { ownLanguagesOnly } from './own-languages-only';

const folder = dirname(fileURLToPath(import.meta.url));

/** The API that `vite` and `vite preview` pass operations and exports on to; in production it serves the build itself. */
const api = process.env['CONSOLE_API'] ?? 'http://127.0.0.1:4000';
/** As strict as the policy that the API server sends, so that a breach shows while working on the console. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
const proxy = { '/graphql': api, '/export': api, '/codes': api, '/imports': api };

export default defineConfig({
  root: folder,
  base: '/console/',
  plugins: [react(), ownLanguagesOnly(), firstLoadLimit({ kilobytes: 200, firstPage: 'overview-page' })],
  build: {
    outDir: join(folder, '..', 'dist', 'console'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // The charts are one chunk of their own, loaded when one is shown.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy },
  preview: { proxy, headers: { 'content-security-policy': policy } },
});
