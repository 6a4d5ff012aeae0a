import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../clock';
import { serviceDayOf } from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { Log } from '../log';
import type { Services } from '../services';
import { readArguments } from './export-arguments';
import { EXPORTS } from './exports';

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly services: Services;
}

/**
 * `GET /export/<name>.csv?filter=<JSON>&reverse=<true|false>`: a list in full, by the bearer token, rights and
 * arguments of the query that lists it. Refusals are JSON, coded as everywhere, with an HTTP status.
 */
export function addExports(http: FastifyInstance, { clock, log, services }: Parts): void {
  const requireViewer = async ({ headers }: FastifyRequest, now: Date): Promise<Viewer> => {
    const proof = services.tokens.readBearer(headers.authorization, now);
    const viewer = proof && (await services.viewers.find(proof));
    if (viewer === null) throw new AppError('UNAUTHENTICATED');
    return viewer;
  };

  for (const definition of EXPORTS) {
    // An answer to HEAD would be an export that nobody reads.
    http.get(`/export/${definition.name}.csv`, { exposeHeadRoute: false }, async (request, reply) => {
      const now = clock();
      const viewer = await requireViewer(request, now);
      services.exports.requireAllowed(viewer, definition);
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
