import type { FastifyInstance } from 'fastify';
import { bodyFault, filePartIn } from '../access/file-parts';
import { addOperatorRoute, type OperatorRouteParts } from '../access/operator-routes';
import { requireObjectId } from '../database/object-ids';
import { CODES_PER_FILE_MAX } from '../domain/reward-codes';
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
  const given = (body ?? {}) as Record<string, unknown>;
  const { rewardId, reading } = given;
  if (typeof rewardId !== 'string') throw bodyFault('rewardId', 'must be an id');
  const { sha256, number, rows, dryRun } = filePartIn(given, {
    partRowsMax: CHUNK_ROWS,
    fileRowsMax: CODES_PER_FILE_MAX,
  });
  if (typeof reading !== 'string' || !/^(lines|csv:.{1,200})$/su.test(reading))
    throw bodyFault('reading', 'must be lines, or csv: and the name of the column');
  return {
    dryRun,
    rewardId: requireObjectId(rewardId),
    file: { sha256, reading },
    number,
    rows: rows.map(rowIn),
  };
}

function rowIn(row: unknown, place: number): CodeRow {
  const { line, text } = (row ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string' || !Number.isSafeInteger(line))
    throw bodyFault(`rows.${place}`, 'must have a line and a text');
  return { line: line as number, text };
}
