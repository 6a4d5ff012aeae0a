import { open, rename, rm } from 'node:fs/promises';
import { Types } from 'mongoose';
import type { App } from '../app';
import { outboxEntry } from '../audit/entries';
import { systemClock } from '../clock';
import { AppError } from '../errors';
import { readArguments, subjectOf } from '../exports/export-arguments';
import type { Export } from '../exports/format/export';
import { EXPORTS } from '../features';
import { ANSWER_ROWS } from '../exports/format/limits';
import { StartupFault } from '../startup-fault';
import { EXIT, UsageFault, type Command } from './command';
import { fileFault } from './file-fault';
import { interruptible } from './interrupt';
import { Progress } from './progress';
import { withFieldNames } from './with-field-names';
import { withApp } from './with-app';
import { partOf, replaceableFile } from './write-file';

const NAMES = EXPORTS.map(({ name }) => name);

export const exportCommand: Command = {
  summary: 'writes a list in full as CSV, as the console does',
  details: [
    `LIST is one of ${NAMES.join(', ')}. The filter is that of the query that lists the same rows, as JSON. ` +
      'The export is recorded in the audit chain before the first row is written. The file appears when it is complete.',
  ],
  positional: { name: 'LIST', required: true, description: NAMES.join(', ') },
  options: {
    out: { value: 'FILE', required: true, description: 'The file to write. An existing file is replaced.' },
    filter: { value: 'JSON', description: 'Omitted: all rows, if the query allows that.' },
    reverse: { description: 'Oldest first.' },
    reason: { value: 'TEXT', description: 'Stored in the audit entry.' },
  },
  run: (args, out) =>
    interruptible(async (signal) => {
      const definition = EXPORTS.find(({ name }) => name === args.target);
      if (definition === undefined) throw new UsageFault(`LIST is one of ${NAMES.join(', ')}.`);
      const file = await replaceableFile(args.text('out'));
      const bytes = await withApp(
        (app) =>
          withFieldNames(() =>
            writeExport(
              app,
              definition,
              file,
              signal,
              given(args.optional('filter'), args.has('reverse'), args.optional('reason')),
            ),
          ),
        { changes: false },
      );
      if (bytes === null) return EXIT.interrupted;
      out.result({ list: definition.name, file, bytes }, `${file}: ${bytes} bytes`);
      return EXIT.done;
    }),
};

function given(
  filter: string | undefined,
  reverse: boolean,
  reason: string | undefined,
): Record<string, string> {
  return {
    ...(filter !== undefined && { filter }),
    ...(reason !== undefined && { reason }),
    reverse: String(reverse),
  };
}

const NOT_FOUND =
  'The filter names a record that does not exist. It takes ids, as in lists and exports, not names.';

function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'NOT_FOUND';
}

/** Beside its place, then renamed: nobody finds half a file. @returns null when it was interrupted */
async function writeExport(
  app: App,
  definition: Export,
  file: string,
  signal: AbortSignal,
  query: Record<string, string>,
): Promise<number | null> {
  const { args, filter, reverse, reason } = readArguments(definition, query);
  const { database, services } = app;
  const pieces = definition.pieces(args, { database, calendar: services.calendar });
  const header = await pieces.next();
  const part = partOf(file);
  const handle = await open(part, 'wx').catch((error: unknown) => {
    throw fileFault('file', error);
  });
  const progress = new Progress('rows');
  let bytes = 0;
  // Appended rather than written: one write may take a part alone, as on a disk that is almost full.
  const write = async (piece: string) => {
    await handle.appendFile(piece);
    bytes += Buffer.byteLength(piece);
  };
  try {
    const first = await pieces.next().catch((error: unknown) => {
      throw isNotFound(error) ? new StartupFault(NOT_FOUND) : error;
    });
    await services.chainer.append(
      outboxEntry({
        at: systemClock(),
        actor: null,
        action: definition.action,
        targetType: 'Export',
        targetId: new Types.ObjectId(),
        ...subjectOf(filter),
        after: { filter, reverse },
        reason,
      }),
    );
    let batches = first.done ? 0 : 1;
    for (const piece of [header, first]) {
      if (!piece.done) await write(piece.value);
    }
    for await (const piece of pieces) {
      await write(piece);
      progress.at(++batches * ANSWER_ROWS);
      if (signal.aborted) return null;
    }
    await handle.sync();
    await handle.close();
    await rename(part, file);
    return bytes;
  } catch (error) {
    throw fileFault('file', error);
  } finally {
    progress.end();
    await pieces.return(undefined);
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}
