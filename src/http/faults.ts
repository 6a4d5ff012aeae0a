import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type {
  DoneFuncWithErrOrRes,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
  HookHandlerDoneFunction,
} from 'fastify';
import type { Admission } from './admission';
import { retryAfterOverload, type AppError, type ErrorCode } from '../errors';
import { faultAnswer, httpErrorBody, toAppError } from '../graphql/error-response';
import { DATA_HEADERS } from './security';
import type { Log } from '../log';
import { signals } from '../telemetry/signals';

/** Answers to what never became an operation: coded JSON with the request's id, like every other fault. */

const JSON_TYPE = 'application/json; charset=utf-8';
const STATUS_OF_BROKEN_HTTP: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  INVALID_SERVICE_KEY: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

/** The HTTP status of a fault outside of GraphQL. */
export function statusOf(code: ErrorCode): number {
  return STATUS_OF_CODE[code] ?? 500;
}

/** By connection: the responses that are not finished. */
const unfinished = new WeakMap<Socket, Set<ServerResponse>>();
/** Connections that end once the requests that arrived whole are answered. */
const ending = new WeakSet<Socket>();

function trackResponse({ raw }: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  const response = reply.raw;
  const responses = unfinished.get(raw.socket) ?? new Set();
  unfinished.set(raw.socket, responses.add(response));
  response.once('close', () => responses.delete(response));
  done();
}

/** The last response that is not finished although its request arrived whole and may be executed. */
function pendingAnswer(socket: Socket): ServerResponse | undefined {
  return [...(unfinished.get(socket) ?? [])].findLast(({ req }) => req.complete);
}

function endAfterAnswers(socket: Socket): void {
  const pending = pendingAnswer(socket);
  if (pending !== undefined) pending.once('close', () => endAfterAnswers(socket));
  else if (socket.writable) socket.end();
}

/** Replaces answers that fastify gives before handlers and hooks run, because they quote the request. */
export const faultOptions = (headers: Readonly<Record<string, string>>) =>
  ({
    frameworkErrors: (error, request, reply) => {
      void reply.headers({ ...headers, ...DATA_HEADERS, 'x-request-id': request.id });
      void sendFault(request, reply, error.statusCode ?? 400);
    },
    clientErrorHandler: ({ code }, socket) => {
      if (code === 'ECONNRESET' || !socket.writable) return socket.destroy();
      if (ending.has(socket)) return;
      if (pendingAnswer(socket) !== undefined) {
        ending.add(socket);
        return endAfterAnswers(socket);
      }
      const status = STATUS_OF_BROKEN_HTTP[code] ?? 400;
      const requestId = randomUUID();
      // Too late by the fault of a slow caller, or of a server that stood still: either way it was not done.
      const body =
        status === 408
          ? httpErrorBody('SERVICE_UNAVAILABLE', requestId, { retryAfterSeconds: 1 })
          : httpErrorBody('BAD_REQUEST', requestId);
      socket.end(
        [
          `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
          `content-type: ${JSON_TYPE}`,
          `content-length: ${Buffer.byteLength(body)}`,
          `x-request-id: ${requestId}`,
          'connection: close',
          ...Object.entries({ ...headers, ...DATA_HEADERS }).map(([name, value]) => `${name}: ${value}`),
          '',
          body,
        ].join('\r\n'),
      );
    },
  }) satisfies Partial<FastifyServerOptions>;

/**
 * For the routes of operations: a request that was answered with 408 must not be executed. After a process was suspended,
 * requests that arrived meanwhile have timed out unread, but are still read and would be executed.
 */
export function requireOpenConnection(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (!raw.socket.writableEnded) return done();
  reply.hijack();
  raw.socket.destroy();
}

export function addFaults(http: FastifyInstance, log: Log): void {
  http.addHook('onRequest', trackResponse);
  http.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    const known = toAppError(error);
    if (known) return sendKnown(request, reply, known, log);
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ requestId: request.id, err: error }, 'unforeseen error');
    return sendFault(request, reply, status);
  });
  http.setNotFoundHandler(async (request, reply) => sendFault(request, reply, 404));
}

/** A fault of the platform's own, from a route that is no operation. */
function sendKnown(request: FastifyRequest, reply: FastifyReply, fault: AppError, log: Log): FastifyReply {
  const { code, detail, cause, retryAfterSeconds } = fault;
  if (detail !== undefined) log.warn({ requestId: request.id, code, detail, err: cause }, 'fault');
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  const { message, extensions } = faultAnswer(fault);
  const body = { errors: [{ message, extensions: { ...extensions, requestId: request.id } }] };
  return reply.status(statusOf(code)).type(JSON_TYPE).send(JSON.stringify(body));
}

function sendFault(request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply {
  const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
  return reply.status(status).type(JSON_TYPE).send(httpErrorBody(code, request.id));
}

/**
 * For the route of GraphQL: what Apollo refuses before there is an operation passes no plugin, so those
 * errors get their id here.
 */
export function addRequestId(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  if (reply.statusCode < 400 || typeof payload !== 'string' || !payload.startsWith('{')) return done();
  const answer = JSON.parse(payload) as { errors?: Array<{ extensions?: object }> };
  if (!answer.errors) return done();
  const errors = answer.errors.map((error) => ({
    ...error,
    extensions: { ...error.extensions, requestId: request.id },
  }));
  done(null, JSON.stringify({ ...answer, errors }));
}

const JSON_ACCEPTED = /(^|,)\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|,|$)/i;

/** For the same route: Apollo finds out that the client takes no JSON when it has executed a mutation. */
export function requireJsonAccepted(
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const { accept } = request.headers;
  if (request.method !== 'POST' || !accept || JSON_ACCEPTED.test(accept)) return done();
  void sendFault(request, reply, 406);
}

/** For the routes of operations, before a byte of the body is read: saying no must cost next to nothing. */
export function refuseOverload(admission: Admission) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    if (admission.admits()) return done();
    signals.turnedAway.emit();
    const retryAfterSeconds = retryAfterOverload();
    void reply
      .status(503)
      .header('retry-after', retryAfterSeconds)
      .type(JSON_TYPE)
      .send(httpErrorBody('SERVICE_UNAVAILABLE', request.id, { retryAfterSeconds }));
  };
}
