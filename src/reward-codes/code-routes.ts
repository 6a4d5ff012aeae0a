import type { FastifyInstance } from 'fastify';
import { addOperatorRoute, type OperatorRouteParts } from '../access/operator-routes';
import { requireObjectId } from '../database/object-ids';
import { CODES_PER_FILE_MAX } from '../domain/reward-codes';
import { BadUserInput } from '../errors';
import { CHUNK_ROWS, type CodePart, type CodeRow } from './code-imports';

/** 1,000 codes of the greatest length, each character written as an escape, and their lines. */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
/** The name of the operation in the log and in metrics. */
export const CODES_OPERATION = 'POST /codes';

/**
 * `POST /codes`: the next rows of a file of codes, for the console, which reads the file and sends it chunk by chunk. A chunk
 * that is sent again adds nothing, and with `dryRun` none does.
 */
export async function addCodeRoutes(http: FastifyInstance, parts: OperatorRouteParts): Promise<void> {
  const { codeImports } = parts.services;
  await addOperatorRoute(http, parts, {
    operation: CODES_OPERATION,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    answer: async (body, actor) => {
      const refusedRows: Array<{ readonly line: number; readonly reason: string }> = [];
      const { dryRun, ...part } = partIn(body);
      const onRefused = (line: number, reason: string) => refusedRows.push({ line, reason });
      return { ...(await codeImports.importPart(part, { actor, dryRun, onRefused })), refusedRows };
    },
  });
}

/** @throws BadUserInput for a body of another form @throws AppError NOT_FOUND for what can't be an id */
function partIn(body: unknown): CodePart & { readonly dryRun: boolean } {
  const { rewardId, sha256, reading, number, rows, dryRun = false } = (body ?? {}) as Record<string, unknown>;
  if (typeof rewardId !== 'string') throw fault('rewardId', 'must be an id');
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw fault('sha256', 'must be the SHA-256 of the file in hex');
  if (typeof reading !== 'string' || !/^(lines|csv:.{1,200})$/su.test(reading))
    throw fault('reading', 'must be lines, or csv: and the name of the column');
  const chunks = CODES_PER_FILE_MAX / CHUNK_ROWS;
  if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= chunks)
    throw fault('number', `must be from 0 to ${chunks - 1}`);
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > CHUNK_ROWS)
    throw fault('rows', `must be a list of 1 to ${CHUNK_ROWS} rows`);
  if (typeof dryRun !== 'boolean') throw fault('dryRun', 'must be true or false');
  return {
    dryRun,
    rewardId: requireObjectId(rewardId),
    file: { sha256, reading },
    number: number as number,
    rows: rows.map(rowIn),
  };
}

function rowIn(row: unknown, place: number): CodeRow {
  const { line, text } = (row ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string' || !Number.isSafeInteger(line))
    throw fault(`rows.${place}`, 'must have a line and a text');
  return { line: line as number, text };
}

function fault(path: string, message: string): BadUserInput {
  return new BadUserInput({ path, message });
}
