import type { FastifyInstance } from 'fastify';
import { bodyFault, filePartIn } from '../access/file-parts';
import { addOperatorRoute, type OperatorRouteParts } from '../access/operator-routes';
import {
  IMPORT_COLUMNS,
  IMPORT_FILE_ROWS_MAX,
  IMPORT_ROWS_MAX,
  IMPORT_VALUE_MAX_CHARACTERS,
  type ImportKindName,
} from '../domain/imports';
import { characterCount } from '../domain/text';
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
  const part = filePartIn((body ?? {}) as Record<string, unknown>, {
    partRowsMax: IMPORT_ROWS_MAX,
    fileRowsMax: IMPORT_FILE_ROWS_MAX,
  });
  const rows = part.rows.map((row, place) => rowIn(IMPORT_COLUMNS[kind], row, `rows.${place}`));
  return { ...part, kind, rows };
}

function rowIn(columns: readonly string[], row: unknown, path: string): FilledRow {
  const { line, values } = (row ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(line) || typeof values !== 'object' || values === null || Array.isArray(values))
    throw bodyFault(path, 'must have a line and values');
  const given = Object.entries(values as Record<string, unknown>);
  if (given.some(([name]) => !columns.includes(name)))
    throw bodyFault(path, `must have no values but ${columns.join(', ')}`);
  const isText = (value: unknown) =>
    typeof value === 'string' && characterCount(value) <= IMPORT_VALUE_MAX_CHARACTERS;
  if (!given.every(([, value]) => isText(value)))
    throw bodyFault(path, `must have texts of at most ${IMPORT_VALUE_MAX_CHARACTERS} characters`);
  // An empty cell is no value.
  return {
    line: line as number,
    values: Object.fromEntries(given.filter(([, value]) => value !== '')) as Record<string, string>,
  };
}
