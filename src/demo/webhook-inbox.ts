import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where the demo's receiver of webhooks is. */
export const WEBHOOKS_PATH = '/demo/webhooks';

/** How far the sender's time may be off, as Standard Webhooks recommends. */
const TOLERANCE_SECONDS = 5 * 60;
const KEPT_MESSAGES = 100;

/** A message as it was sent, with the headers of Standard Webhooks. */
export interface SentMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

export interface ReceivedMessage {
  readonly id: string;
  readonly receivedAt: Date;
  /** How often it arrived: delivery is at least once, and a receiver acts on an id once. */
  readonly times: number;
  readonly body: unknown;
}

/** Whether one of the signatures was made with one of the secrets, for this message, a short time ago. */
export function isGenuine(
  { id, timestamp, signature, body }: SentMessage,
  secrets: readonly string[],
  now: Date,
): boolean {
  if (!(Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS)) return false;
  const given = signature
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice('v1,'.length), 'base64'));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const right = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((each) => each.length === right.length && timingSafeEqual(each, right));
  });
}

/** The latest messages that arrived, in memory. */
export class WebhookInbox {
  private readonly byId = new Map<string, ReceivedMessage>();

  /** The latest first. */
  get messages(): ReceivedMessage[] {
    return [...this.byId.values()].reverse();
  }

  /** @param message one that is genuine @throws SyntaxError for a body that is not JSON */
  keep({ id, body }: SentMessage, receivedAt: Date): void {
    const known = this.byId.get(id);
    if (known !== undefined) {
      this.byId.set(id, { ...known, times: known.times + 1 });
      return;
    }
    this.byId.set(id, { id, receivedAt, times: 1, body: JSON.parse(body.toString()) as unknown });
    for (const oldest of [...this.byId.keys()].slice(0, -KEPT_MESSAGES)) this.byId.delete(oldest);
  }
}
