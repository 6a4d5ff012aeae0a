import type { Client } from 'urql';
import { factsOf, type ErrorFacts } from '../api/error-facts';
import type { Session } from '../api/session';
import { WhoAmIDocument } from '../generated/documents';
import type { Counts, RefusedRow } from './use-upload';

const TRIES = 5;
const NO_ANSWER: ErrorFacts = {
  ...{ code: 'NETWORK', message: '', requestId: null, retryAfterSeconds: null, fields: [] },
};

interface Sender {
  readonly client: Client;
  readonly session: Pick<Session, 'accessToken'>;
  readonly signal: AbortSignal;
}

export type SentPart = (Counts & { readonly refusedRows: readonly RefusedRow[] }) | ErrorFacts;

/** Sends a part of a file to a route of the server. One that was sent twice adds nothing, so it is sent until answered. */
export async function sendPart(sender: Sender, path: string, part: object): Promise<SentPart> {
  for (let tries = 1; ; tries++) {
    const answer = await send(sender, path, part);
    if (!('code' in answer) || !['NETWORK', 'SERVICE_UNAVAILABLE'].includes(answer.code)) return answer;
    if (tries === TRIES || sender.signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1_000 * tries));
  }
}

async function send({ client, session }: Sender, path: string, part: object): Promise<SentPart> {
  // An operation of the API renews a token that is about to end.
  const { error } = await client.query(WhoAmIDocument, {}, { requestPolicy: 'network-only' });
  if (error) return factsOf(error);
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(part),
    });
    const body = (await response.json()) as SentPart & {
      errors?: Parameters<typeof factsOf>[0]['graphQLErrors'];
    };
    return response.ok ? body : factsOf({ graphQLErrors: body.errors ?? [] });
  } catch {
    return NO_ANSWER;
  }
}
