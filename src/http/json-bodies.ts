import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** Bodies are UTF-8: what replaces other bytes would make two different passwords one. */
export function addJsonParser(http: FastifyInstance): void {
  const parse = http.getDefaultJsonParser('error', 'error');
  http.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
    if (charset !== 'utf-8' && charset !== 'utf8') return done(refusal(415, 'A foreign charset'));
    if (!isUtf8(body)) return done(refusal(400, 'No UTF-8'));
    void parse(request, body.toString('utf8'), done);
  });
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
