import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceKeyCaller } from '../access/service-key-verifier';
import { viewerSourceOf } from '../access/viewer-source-of';
import type { Clock } from '../clock';
import { ACTIVITIES_PER_BODY_MAX } from '../domain/activities';
import { AppError, BadUserInput } from '../errors';
import type { Services } from '../services';
import { RECORDING_COLLECTIONS } from './activity.service';
import { reportOfCloudEvent } from './cloud-events';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const BODY_LIMIT_BYTES = 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends activities, and when the request arrived. */
    sender: { readonly key: ServiceKeyCaller; readonly receivedAt: Date } | null;
  }
}

interface Parts {
  readonly clock: Clock;
  readonly services: Services;
  readonly addressOf: (request: FastifyRequest) => string;
}

/**
 * `POST /activities`: CloudEvents 1.0 in JSON, one or a batch. The key is verified before a byte of the body is read.
 * The answer has one outcome per event, in order.
 */
export async function addActivityRoutes(
  http: FastifyInstance,
  { clock, services, addressOf }: Parts,
): Promise<void> {
  await http.register(async (routes) => {
    // Of this route alone: everywhere else bodies are application/json.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser<Buffer>(
      [SINGLE, BATCH],
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => {
        try {
          if (!isUtf8(body)) throw new SyntaxError('no UTF-8');
          done(null, JSON.parse(body.toString('utf8')) as unknown);
        } catch (error) {
          done(Object.assign(error as Error, { statusCode: 400 }));
        }
      },
    );
    routes.decorateRequest('sender', null);
    routes.post('/activities', {
      bodyLimit: BODY_LIMIT_BYTES,
      onRequest: async (request: FastifyRequest) => {
        const receivedAt = clock();
        const { authorization } = request.headers;
        const viewer = viewerSourceOf(authorization, services, receivedAt, addressOf(request));
        const key = await viewer.requireServiceKey();
        if (!key.scopes.includes('ACTIVITIES_WRITE')) throw new AppError('FORBIDDEN');
        request.sender = { key, receivedAt };
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { key, receivedAt } = request.sender!;
        services.structure.requireIntact(RECORDING_COLLECTIONS);
        const reports = eventsIn(request).map((event) => reportOfCloudEvent(event, key.source));
        const outcomes = await services.activities.record(reports, key.source, receivedAt);
        return reply.send({ outcomes: outcomes.map(({ code }) => ({ code })) });
      },
    });
  });
}

/** @throws BadUserInput for a batch that is no list of 1 to 1,000 */
function eventsIn({ headers, body }: FastifyRequest): readonly unknown[] {
  if (!headers['content-type']?.toLowerCase().startsWith(BATCH)) return [body];
  if (!Array.isArray(body) || body.length < 1 || body.length > ACTIVITIES_PER_BODY_MAX) {
    throw new BadUserInput({
      path: 'body',
      message: `must be a list of 1 to ${ACTIVITIES_PER_BODY_MAX} events`,
    });
  }
  return body;
}
