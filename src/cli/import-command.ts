import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import type { mongo } from 'mongoose';
import type { App } from '../app';
import { systemClock } from '../clock';
import { ImportRun, type ImportKind, type ImportOptions, type ImportResult } from '../imports/import-run';
import { FORMATS, SourceFile, type Format } from '../imports/source-rows';
import { EXIT, UsageFault, type Arguments, type Command, type ExitCode } from './command';
import { interruptible } from './interrupt';
import type { Output } from './output';
import { Progress } from './progress';
import { openReport } from './report';
import { withApp } from './with-app';

type Texts = Pick<Command, 'summary' | 'details' | 'options'> & { readonly what: string };

/** Of every import. */
export const IMPORT_OPTIONS: NonNullable<Command['options']> = {
  report: {
    value: 'FILE',
    description: 'The file for refused rows, as JSON, one per line. Omitted: standard error.',
  },
  'dry-run': { description: 'Reads and checks every row and writes nothing.' },
};

/** Shared by the imports of CSV and NDJSON: the source of rows, the report of bad rows and the exit code. */
export function importCommand<T extends { _id: mongo.ObjectId }>(
  { what, options: ownOptions = {}, ...texts }: Texts,
  kindOf: (app: App, args: Arguments) => ImportKind<T> | Promise<ImportKind<T>>,
): Command {
  return {
    ...texts,
    positional: { name: 'FILE', required: false, description: 'Omitted, or -: standard input.' },
    options: {
      ...ownOptions,
      format: { value: 'csv|ndjson', description: 'Omitted: by the file extension, or else csv.' },
      ...IMPORT_OPTIONS,
    },
    run: (args, out) => {
      const format = formatOf(args);
      return runImport(what, args, out, async (app, options) => {
        const kind = await kindOf(app, args);
        const run = new ImportRun(kind, app.services.chainer, systemClock, options);
        return run.run(new SourceFile(open(args.target), format, kind.columns));
      });
    },
  };
}

/** Runs an import with the options `report` and `dry-run`: the progress, the report of bad rows and the exit code. */
export function runImport(
  what: string,
  args: Arguments,
  out: Output,
  work: (app: App, options: ImportOptions) => Promise<ImportResult>,
): Promise<ExitCode> {
  return interruptible(async (signal) => {
    const dryRun = args.has('dry-run');
    const report = openReport(args.optional('report'), out);
    const progress = new Progress(what);
    const options: ImportOptions = {
      dryRun,
      signal,
      onRefused: (line, reason) => report.add({ line, reason }, `line ${line}: ${reason}`),
      onProgress: (rows) => progress.at(rows),
    };
    try {
      const result = await withApp((app) => work(app, options));
      progress.end();
      return conclude(result, dryRun, out);
    } finally {
      report.close();
    }
  });
}

function conclude(result: ImportResult, dryRun: boolean, out: Output) {
  const { rows, added, there, refused, complete } = result;
  out.result(
    { dryRun, complete, rows, added, there, refused },
    `${dryRun ? 'Dry run, nothing is written: ' : ''}${rows} rows: ${added} ${dryRun ? 'to add' : 'added'}, ` +
      `${there} there already, ${refused} refused`,
  );
  if (!complete) return EXIT.interrupted;
  return refused > 0 ? EXIT.broken : EXIT.done;
}

function formatOf(args: Arguments): Format {
  const given = args.optional('format');
  if (given !== undefined) {
    if ((FORMATS as readonly string[]).includes(given)) return given as Format;
    throw new UsageFault('--format is csv or ndjson.');
  }
  return ['.ndjson', '.jsonl'].includes(extname(args.target ?? '')) ? 'ndjson' : 'csv';
}

function open(file: string | undefined): Readable {
  return file === undefined || file === '-' ? process.stdin : createReadStream(file);
}
