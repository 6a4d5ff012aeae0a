import { isUtf8 } from 'node:buffer';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preHandlerHookHandler,
} from 'fastify';
import type { ServiceKeyCaller } from '../access/service-key-verifier';
import { viewerSourceOf } from '../access/viewer-source-of';
import type { Clock } from '../clock';
import { ACTIVITIES_PER_BODY_MAX } from '../domain/activities';
import { AppError, BadUserInput } from '../errors';
import type { Services } from '../services';
import { OperationRecord } from '../telemetry/operation-record';
import { RECORDING_COLLECTIONS } from './activity.service';
import { reportOfCloudEvent } from './cloud-events';
import { recordForKey } from './record-for-key';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const BODY_LIMIT_BYTES = 1024 * 1024;
/** The name of the operation in the log and in metrics. */
export const ACTIVITIES_OPERATION = 'POST /activities';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends activities, and when the request arrived. */
    sender: {
      readonly key: ServiceKeyCaller;
      readonly receivedAt: Date;
      readonly record: OperationRecord;
    } | null;
  }
}

/** What every operation passes; see http/operation-door.ts. */
interface Door {
  readonly refuseOverload: onRequestHookHandler;
  readonly requireOpenConnection: preHandlerHookHandler;
  prepare<T>(record: OperationRecord, work: () => Promise<T>): Promise<T>;
  runRoute<T>(record: OperationRecord, answer: () => Promise<T>): Promise<T>;
  addRateLimitHeaders(reply: FastifyReply, keyId: string | null): void;
}

interface Parts {
  readonly clock: Clock;
  readonly services: Services;
  readonly addressOf: (request: FastifyRequest) => string;
  readonly door: Door;
}

/**
 * `POST /activities`: CloudEvents 1.0 in JSON, one or a batch. The key is verified before a byte of the body is read.
 * The answer has one outcome per event, in order.
 */
export async function addActivityRoutes(http: FastifyInstance, parts: Parts): Promise<void> {
  const { services, door } = parts;
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
      onRequest: [door.refuseOverload, recogniseSender(parts)],
      preHandler: door.requireOpenConnection,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { key, receivedAt, record } = request.sender!;
        const endOperation = services.querySlots.begin();
        const outcomes = await door
          .runRoute(record, async () => {
            record.executed = true;
            services.structure.requireIntact(RECORDING_COLLECTIONS);
            const reports = eventsIn(request).map((event) => reportOfCloudEvent(event, key.source));
            return recordForKey({ services, key, record, receivedAt }, reports);
          })
          .finally(endOperation);
        return reply.send({ outcomes: outcomes.map(({ code }) => ({ code })) });
      },
    });
  });
}

/** Verifies the key. A request that is refused here has its line in the log at once: it reaches no handler. */
function recogniseSender({ clock, services, addressOf, door }: Parts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const receivedAt = clock();
    const viewer = viewerSourceOf(request.headers.authorization, services, receivedAt, addressOf(request));
    const record = new OperationRecord(request.id);
    record.kind = 'http';
    record.fields = [ACTIVITIES_OPERATION];
    record.userId = viewer.proof?.userId ?? null;
    const identify = () => {
      record.role = viewer.roleWord;
      record.serviceKeyId = viewer.serviceKeyId;
      door.addRateLimitHeaders(reply, viewer.serviceKeyId);
    };
    try {
      const key = await door.prepare(record, () => viewer.requireServiceKey());
      if (!key.scopes.includes('ACTIVITIES_WRITE')) throw new AppError('FORBIDDEN');
      request.sender = { key, receivedAt, record };
    } catch (error) {
      identify();
      await door.runRoute(record, () => Promise.reject(error as Error));
    }
    identify();
  };
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
