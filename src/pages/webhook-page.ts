import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObjectIdOrHexString, Types } from 'mongoose';
import type { App } from '../app';
import type { Clock } from '../clock';
import { isGenuine, WebhookInbox, WEBHOOKS_PATH, type SentMessage } from '../demo/webhook-inbox';
import { signingSecrets } from '../webhooks/endpoint-secrets';
import { CONSOLE_POLICY } from './content-security-policy';
import { PAGE_SCRIPT, PAGE_STYLE, pageIn } from './webhook-page-files';

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * A receiver of webhooks that shows what arrived, as an example and for trying out. It keeps messages with a right
 * signature only, and none beyond the end of the process.
 */
export async function addWebhookPage({ http, services, database }: App, clock: Clock): Promise<void> {
  const inbox = new WebhookInbox();

  /** The secrets of the endpoint that a message's id names: any endpoint may lead here. */
  async function secretsFor(id: string): Promise<string[]> {
    const endpointId = id.split('.')[1] ?? '';
    if (!isObjectIdOrHexString(endpointId)) return [];
    const endpoint = await database.webhookEndpoints.findOne({ _id: new Types.ObjectId(endpointId) });
    return endpoint === null ? [] : signingSecrets(services.secrets, endpoint, clock());
  }

  await http.register(async (routes) => {
    receiveBytes(routes);
    routes.post(WEBHOOKS_PATH, async (request: FastifyRequest, reply: FastifyReply) => {
      const message = messageOf(request);
      if (!isGenuine(message, await secretsFor(message.id), clock())) return reply.status(401).send();
      inbox.keep(message, clock());
      return reply.status(204).send();
    });
  });
  const send = (reply: FastifyReply, type: string, text: string) =>
    reply
      .headers({ 'content-security-policy': CONSOLE_POLICY, 'cache-control': 'no-store' })
      .type(`${type}; charset=utf-8`)
      .send(text);
  http.get(WEBHOOKS_PATH, async (request, reply) =>
    send(reply, 'text/html', pageIn(/^ko\b/i.test(request.headers['accept-language'] ?? '') ? 'ko' : 'en')),
  );
  http.get(`${WEBHOOKS_PATH}/page.js`, async (_request, reply) =>
    send(reply, 'text/javascript', PAGE_SCRIPT),
  );
  http.get(`${WEBHOOKS_PATH}/page.css`, async (_request, reply) => send(reply, 'text/css', PAGE_STYLE));
  http.get(`${WEBHOOKS_PATH}/messages`, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ messages: inbox.messages }),
  );
}

/** The signature is of the bytes that arrive, whatever they say. */
function receiveBytes(routes: FastifyInstance): void {
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function messageOf({ headers, body }: FastifyRequest): SentMessage {
  const header = (name: string) => String(headers[name] ?? '');
  return {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
