import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BuiltFiles } from './built-files';
import { CONSOLE_POLICY } from './content-security-policy';

/** The client's example storefront at `/demo`, for trying out. */
export function addStorefront(http: FastifyInstance, { folder, paths }: BuiltFiles): void {
  const sendPage = (reply: FastifyReply) =>
    reply
      .headers({ 'content-security-policy': CONSOLE_POLICY, 'cache-control': 'no-cache' })
      .sendFile('index.html', folder);

  http.get('/demo', async (_request, reply) => sendPage(reply));
  http.get<{ Params: { '*': string } }>('/demo/*', async (request, reply) => {
    const path = request.params['*'];
    if (path === '') return sendPage(reply);
    if (!paths.has(path) || path.endsWith('.html')) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile(path, folder);
  });
}
