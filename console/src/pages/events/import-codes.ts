import type { Client } from 'urql';
import { factsOf, type ErrorFacts } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import type { Session } from '../../api/session';
import { WhoAmIDocument } from '../../generated/documents';
import type { Language } from '../../i18n/language';
import { codeRowsOf, type CodeRow } from './code-rows';
import { codeTexts } from './code-texts';

/** As the server takes them: it counts chunks by it. */
const CHUNK_ROWS = 1_000;
const FILE_MAX_BYTES = 64 * 1024 * 1024;
const SHOWN_ROWS = 100;
const TRIES = 5;
const NO_ANSWER: ErrorFacts = {
  ...{ code: 'NETWORK', message: '', requestId: null, retryAfterSeconds: null, fields: [] },
};

export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

interface Counts {
  readonly rows: number;
  readonly added: number;
  readonly there: number;
  readonly refused: number;
}

export type ImportState = Counts & {
  /** The first 100. */
  readonly refusedRows: readonly RefusedRow[];
} & ({ readonly kind: 'running' | 'stopped' | 'done' } | { readonly kind: 'failed'; readonly text: string });

interface Import {
  readonly file: File;
  /** Of a CSV file; null: each line is a code. */
  readonly column: string | null;
  readonly rewardId: string;
  readonly client: Client;
  readonly session: Pick<Session, 'accessToken'>;
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly onState: (state: ImportState) => void;
}

/** Sends the rows of a file, chunk by chunk; what was sent before an interruption is found there. */
export async function importFile(work: Import): Promise<void> {
  const { file, column, language, signal, onState } = work;
  const texts = codeTexts[language];
  let state: Counts & { refusedRows: readonly RefusedRow[] } = {
    ...{ rows: 0, added: 0, there: 0, refused: 0, refusedRows: [] },
  };
  const fail = (text: string) => onState({ ...state, kind: 'failed', text });
  if (globalThis.crypto.subtle === undefined) return fail(texts.needsHttps);
  if (file.size > FILE_MAX_BYTES) return fail(texts.tooLarge);
  onState({ ...state, kind: 'running' });
  const bytes = await file.arrayBuffer();
  const sha256 = hexOf(await crypto.subtle.digest('SHA-256', bytes));
  const found = codeRowsOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), column);
  if ('fault' in found) return fail(texts.faults[found.fault]);
  const reading = column === null ? 'lines' : `csv:${column}`;
  for (let number = 0; number * CHUNK_ROWS < found.rows.length; number++) {
    if (signal.aborted) return onState({ ...state, kind: 'stopped' });
    const rows = found.rows.slice(number * CHUNK_ROWS, (number + 1) * CHUNK_ROWS);
    const answer = await sendUntilAnswered(work, { sha256, reading, number, rows });
    if ('code' in answer) {
      const isReward = answer.code === 'BAD_USER_INPUT' && answer.fields[0]?.path === 'reward';
      return fail(isReward ? texts.rewardRefused : errorText(answer, language));
    }
    state = {
      rows: state.rows + answer.rows,
      added: state.added + answer.added,
      there: state.there + answer.there,
      refused: state.refused + answer.refused,
      refusedRows: [...state.refusedRows, ...answer.refusedRows].slice(0, SHOWN_ROWS),
    };
    onState({ ...state, kind: 'running' });
  }
  onState({ ...state, kind: 'done' });
}

interface Chunk {
  readonly sha256: string;
  readonly reading: string;
  readonly number: number;
  readonly rows: readonly CodeRow[];
}
type Answer = (Counts & { readonly refusedRows: readonly RefusedRow[] }) | ErrorFacts;

/** A chunk that was sent twice adds nothing, so it is sent again when no answer came. */
async function sendUntilAnswered(work: Import, chunk: Chunk): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await send(work, chunk);
    if (!('code' in answer) || !['NETWORK', 'SERVICE_UNAVAILABLE'].includes(answer.code)) return answer;
    if (tries === TRIES || work.signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1_000 * tries));
  }
}

async function send({ client, session, rewardId }: Import, chunk: Chunk): Promise<Answer> {
  // An operation of the API renews a token that is about to end.
  const { error } = await client.query(WhoAmIDocument, {}, { requestPolicy: 'network-only' });
  if (error) return factsOf(error);
  try {
    const response = await fetch('/codes', {
      method: 'POST',
      headers: { authorization: `Bearer ${session.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rewardId, ...chunk }),
    });
    const body = (await response.json()) as Answer & {
      errors?: Parameters<typeof factsOf>[0]['graphQLErrors'];
    };
    return response.ok ? body : factsOf({ graphQLErrors: body.errors ?? [] });
  } catch {
    return NO_ANSWER;
  }
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
