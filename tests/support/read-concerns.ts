import type { SentCommand } from './query-plans';
import { readDocument } from './markdown';

const READS = new Set(['find', 'aggregate', 'count', 'distinct']);
const WRITES = new Set(['update', 'delete', 'findAndModify', 'insert']);

/** A read by its command, collection, read concern and read preference; the driver leaves out what the default is. */
export function readOf({ name, command }: SentCommand): string | null {
  if (!READS.has(name)) return null;
  const { readConcern, $readPreference } = command as {
    readonly readConcern?: { readonly level?: string };
    readonly $readPreference?: { readonly mode?: string };
  };
  const preference = $readPreference?.mode ?? 'primary';
  return `${name} ${String(command[name])} ${readConcern?.level ?? 'none'} ${preference}`;
}

/** A write with its write concern; null for what is no write. */
export function writeOf({ name, command }: SentCommand): { collection: string; concern: unknown } | null {
  if (!WRITES.has(name)) return null;
  return { collection: String(command[name]), concern: command.writeConcern };
}

/** Every read that the table of docs/scale.md names, in the same form. */
export function documentedReads(): string[] {
  const [, table = ''] =
    /<!-- concerns -->([\s\S]*?)<!-- \/concerns -->/.exec(readDocument('docs/scale.md')) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => {
    const [, collections = '', commands = '', concern = '', preference = ''] = row
      .split('|')
      .map((cell) => cell.trim());
    return namesIn(collections).flatMap((collection) =>
      namesIn(commands).map((command) => `${command} ${collection} ${concern} ${preference}`),
    );
  });
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
