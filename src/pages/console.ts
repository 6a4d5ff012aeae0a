import type { FastifyInstance } from 'fastify';
import type { BuiltFiles } from './built-files';
import { CONSOLE_POLICY } from './content-security-policy';
import { pageSender } from './own-page';

/** Vite writes the content's hash into the names of what it puts there. */
const HASHED = 'assets/';
const FOR_GOOD = 'public, max-age=31536000, immutable';

/**
 * The console at `/console`: one page that finds its way by the address itself, so every path below gets it,
 * also after a reload. Only an asset that is not there is not found: an old page must not take HTML for one.
 */
export function addConsole(http: FastifyInstance, files: BuiltFiles): void {
  const { folder, paths } = files;
  const sendPage = pageSender(files, CONSOLE_POLICY);

  // The page for people who typed the bare address.
  http.get('/', async (_request, reply) => reply.redirect('/console'));
  http.get('/console', async (_request, reply) => sendPage(reply));
  http.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
    const path = request.params['*'];
    const isHashed = path.startsWith(HASHED);
    if (!paths.has(path) || path === 'index.html') {
      return isHashed ? reply.callNotFound() : sendPage(reply);
    }
    return reply.header('cache-control', isHashed ? FOR_GOOD : 'no-cache').sendFile(path, folder);
  });
}
