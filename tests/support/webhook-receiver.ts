import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly id: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly data: { readonly requestId?: string; readonly userId?: string };
  readonly type: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Resolves when it may be sent. */
  readonly when?: Promise<unknown>;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Messages that have come and not been answered, now and at most. */
  readonly open: { now: number; most: number };
  /** Default: 204 for everything. */
  answer: (message: Received) => Answer;
  close(): Promise<void>;
}

/** A real receiver of webhooks on this machine, which keeps what comes in the order in which it comes. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const open = { now: 0, most: 0 };
  const receiver = {
    received: [] as Received[],
    answer: (_message: Received): Answer => ({ status: 204 }),
  };
  const handle = async (request: IncomingMessage): Promise<Answer> => {
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    const { type, data } = JSON.parse(body) as Pick<Received, 'type' | 'data'>;
    const message = { id: headers['webhook-id']!, path: request.url!, headers, body, type, data };
    receiver.received.push(message);
    return receiver.answer(message);
  };
  const server = createServer((request, response) => {
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    response.once('close', () => (open.now -= 1));
    void handle(request).then(async ({ status, headers, body, when }) => {
      await when;
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    open,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
