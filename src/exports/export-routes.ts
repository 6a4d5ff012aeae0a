import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../clock';
import { serviceDayOf } from '../domain/service-calendar';
import { viewerSourceOf } from '../access/viewer-source-of';
import type { Log } from '../log';
import type { Services } from '../services';
import { readArguments } from './export-arguments';
import { BadUserInput } from '../errors';
import { EXPORTS } from '../features';

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly services: Services;
  readonly addressOf: (request: FastifyRequest) => string;
}

/**
 * `GET /export/<name>.csv?filter=<JSON>&reverse=<true|false>&reason=<text>`: a list in full, by the bearer token, rights and
 * arguments of the query that lists it. Refusals are JSON, coded as everywhere, with an HTTP status.
 */
export function addExports(http: FastifyInstance, { clock, log, services, addressOf }: Parts): void {
  for (const definition of EXPORTS) {
    // An answer to HEAD would be an export that nobody reads.
    http.get(`/export/${definition.name}.csv`, { exposeHeadRoute: false }, async (request, reply) => {
      const now = clock();
      const { authorization } = request.headers;
      const viewer = await viewerSourceOf(authorization, services, now, addressOf(request)).require();
      services.exports.requireAllowed(viewer, definition);
      requireUtf8(request.url);
      const args = readArguments(definition, request.query as Record<string, unknown>);
      const file = await services.exports.begin(viewer, now, definition, args);
      file.once('error', (err) => log.warn({ requestId: request.id, err }, 'an export was interrupted'));
      const day = serviceDayOf(services.calendar, now);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${definition.name}-${day}.csv"`)
        .send(file);
    });
  }
}

/**
 * A reason in another charset would be stored as its percent signs, which nobody reads.
 *
 * @throws BadUserInput
 */
function requireUtf8(address: string): void {
  try {
    decodeURIComponent(address);
  } catch {
    throw new BadUserInput({ path: 'query', message: 'must be percent-encoded UTF-8' });
  }
}
