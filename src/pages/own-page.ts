import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BuiltFiles } from './built-files';

/** Sends the one page of a folder, under its policy; caches ask whether it is still the same. */
export function pageSender({ folder }: BuiltFiles, policy: string) {
  return (reply: FastifyReply) =>
    reply
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
      .sendFile('index.html', folder);
}

/** A page at an address of its own, and the files of its folder below it. */
export function addOwnPage(http: FastifyInstance, address: string, files: BuiltFiles, policy: string): void {
  const sendPage = pageSender(files, policy);
  http.get(address, async (_request, reply) => sendPage(reply));
  http.get<{ Params: { '*': string } }>(`${address}/*`, async (request, reply) => {
    const path = request.params['*'];
    if (path === '') return sendPage(reply);
    if (!files.paths.has(path) || path.endsWith('.html')) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile(path, files.folder);
  });
}
