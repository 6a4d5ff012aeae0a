import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import type { mongo } from 'mongoose';
import type { App } from '../app';
import { systemClock } from '../clock';
import { ImportRun, type ImportKind, type ImportResult } from '../imports/import-run';
import { FORMATS, SourceFile, type Format } from '../imports/source-rows';
import { EXIT, UsageFault, type Arguments, type Command } from './command';
import { interruptible } from './interrupt';
import type { Output } from './output';
import { Progress } from './progress';
import { openReport } from './report';
import { withApp } from './with-app';

type Texts = Pick<Command, 'summary' | 'details'> & { readonly what: string };

/** Shared by the imports: the source of rows, the report of bad rows and the exit code. */
export function importCommand<T extends { _id: mongo.ObjectId }>(
  { what, ...texts }: Texts,
  kindOf: (app: App) => ImportKind<T>,
): Command {
  return {
    ...texts,
    positional: { name: 'FILE', required: false, description: 'Omitted, or -: standard input.' },
    options: {
      format: { value: 'csv|ndjson', description: 'Omitted: by the file extension, or else csv.' },
      report: {
        value: 'FILE',
        description: 'The file for refused rows, as JSON, one per line. Omitted: standard error.',
      },
      'dry-run': { description: 'Reads and checks every row and writes nothing.' },
    },
    run: (args, out) =>
      interruptible(async (signal) => {
        const format = formatOf(args);
        const dryRun = args.has('dry-run');
        const report = openReport(args.optional('report'), out);
        const progress = new Progress(what);
        try {
          const result = await withApp((app) => {
            const kind = kindOf(app);
            const options = {
              dryRun,
              signal,
              onRefused: (line: number, reason: string) =>
                report.add({ line, reason }, `line ${line}: ${reason}`),
              onProgress: (rows: number) => progress.at(rows),
            };
            const run = new ImportRun(kind, app.services.chainer, systemClock, options);
            return run.run(new SourceFile(open(args.target), format, kind.columns));
          });
          progress.end();
          return conclude(result, dryRun, out);
        } finally {
          report.close();
        }
      }),
  };
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
