import { BadUserInput } from '../errors';

/** The next rows of a file that a browser reads and sends part by part. */
interface FilePart {
  /** Of the whole file, in hex. */
  readonly sha256: string;
  /** From 0. */
  readonly number: number;
  readonly rows: readonly unknown[];
  readonly dryRun: boolean;
}

/** @throws BadUserInput for a body without what every part has */
export function filePartIn(
  { sha256, number, rows, dryRun = false }: Readonly<Record<string, unknown>>,
  { partRowsMax, fileRowsMax }: { readonly partRowsMax: number; readonly fileRowsMax: number },
): FilePart {
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw bodyFault('sha256', 'must be the SHA-256 of the file in hex');
  const parts = fileRowsMax / partRowsMax;
  if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= parts)
    throw bodyFault('number', `must be from 0 to ${parts - 1}`);
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > partRowsMax)
    throw bodyFault('rows', `must be a list of 1 to ${partRowsMax} rows`);
  if (typeof dryRun !== 'boolean') throw bodyFault('dryRun', 'must be true or false');
  return { sha256, number: number as number, rows, dryRun };
}

export function bodyFault(path: string, message: string): BadUserInput {
  return new BadUserInput({ path, message });
}
