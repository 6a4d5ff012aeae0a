import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BuiltFiles } from './built-files';
import { SANDBOX_POLICY } from './content-security-policy';

/**
 * Whatever is no POST to `/graphql`: operations come by POST alone. A browser that opens it gets Apollo's
 * Sandbox, with the way to the explorer where there is no internet.
 *
 * @param files of the explorer's build, or null when the explorer is off and has no page
 */
export function addSandbox(http: FastifyInstance, files: BuiltFiles | null): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const asksForPage = request.method === 'GET' && !request.url.includes('?');
    if (files && asksForPage && /text\/html/i.test(request.headers.accept ?? '')) {
      return reply
        .headers({ 'content-security-policy': SANDBOX_POLICY, 'cache-control': 'no-cache' })
        .sendFile('sandbox.html', files.folder);
    }
    void reply.header('allow', 'POST');
    throw Object.assign(new Error('Send operations by POST'), { statusCode: 405 });
  };
  http.route({ url: '/graphql', method: ['GET', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'], handler: answer });
}
