import type { FastifyInstance } from 'fastify';
import { addOperatorRoute, type OperatorRouteParts } from '../access/operator-routes';
import {
  IMPORT_COLUMNS,
  IMPORT_FILE_ROWS_MAX,
  IMPORT_ROWS_MAX,
  IMPORT_VALUE_MAX_CHARACTERS,
  type ImportKindName,
} from '../domain/imports';
import { characterCount } from '../domain/text';
import { BadUserInput } from '../errors';
import type { ImportPart } from './import-parts';
import type { FilledRow } from './import-run';

const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
const KINDS = Object.keys(IMPORT_COLUMNS) as ImportKindName[];

/** The names of the operations in the log and in metrics. */
export const IMPORT_OPERATIONS = KINDS.map((kind) => `POST /imports/${kind}` as const);

/**
 * `POST /imports/users` and `POST /imports/attendance`: the next rows of a file, for the console, which reads the file and
 * sends it part by part.
 */
export async function addImportRoutes(http: FastifyInstance, parts: OperatorRouteParts): Promise<void> {
  for (const kind of KINDS) {
    await addOperatorRoute(http, parts, {
      operation: `POST /imports/${kind}`,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      answer: (body, actor) => parts.services.importParts.run(partIn(kind, body), actor),
    });
  }
}

/** @throws BadUserInput for a body of another form */
function partIn(kind: ImportKindName, body: unknown): ImportPart {
  const { sha256, number, rows, dryRun = false } = (body ?? {}) as Record<string, unknown>;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw fault('sha256', 'must be the SHA-256 of the file in hex');
  const parts = IMPORT_FILE_ROWS_MAX / IMPORT_ROWS_MAX;
  if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= parts)
    throw fault('number', `must be from 0 to ${parts - 1}`);
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > IMPORT_ROWS_MAX)
    throw fault('rows', `must be a list of 1 to ${IMPORT_ROWS_MAX} rows`);
  if (typeof dryRun !== 'boolean') throw fault('dryRun', 'must be true or false');
  const read = rows.map((row, place) => rowIn(IMPORT_COLUMNS[kind], row, `rows.${place}`));
  return { kind, sha256, number: number as number, rows: read, dryRun };
}

function rowIn(columns: readonly string[], row: unknown, path: string): FilledRow {
  const { line, values } = (row ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(line) || typeof values !== 'object' || values === null || Array.isArray(values))
    throw fault(path, 'must have a line and values');
  const given = Object.entries(values as Record<string, unknown>);
  if (given.some(([name]) => !columns.includes(name)))
    throw fault(path, `must have no values but ${columns.join(', ')}`);
  const isText = (value: unknown) =>
    typeof value === 'string' && characterCount(value) <= IMPORT_VALUE_MAX_CHARACTERS;
  if (!given.every(([, value]) => isText(value)))
    throw fault(path, `must have texts of at most ${IMPORT_VALUE_MAX_CHARACTERS} characters`);
  // An empty cell is no value.
  return {
    line: line as number,
    values: Object.fromEntries(given.filter(([, value]) => value !== '')) as Record<string, string>,
  };
}

function fault(path: string, message: string): BadUserInput {
  return new BadUserInput({ path, message });
}
