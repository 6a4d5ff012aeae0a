import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { requireObjectId } from '../database/object-ids';
import { openCodes } from '../imports/codes';
import { UsageFault, type Arguments, type Command } from './command';
import { IMPORT_OPTIONS, runImport } from './import-command';
import { withFieldNames } from './with-field-names';

const FORMATS = ['lines', 'csv'];

export const importCodes: Command = {
  summary: 'imports the codes of a reward from a file',
  details: [
    'The file has a code per line, or is a CSV file with a column of codes. A code is 1 to 200 characters, exact but for ' +
      'its Unicode form: leading zeros, spaces and case are part of it. A code that is in any pool already is ' +
      'refused. Each refused row is reported with its line and reason, never with its code; the others are imported, ' +
      'and the exit code is 1.',
    'Servers may run meanwhile, and imported codes can be won at once. After a failure or Ctrl+C run it again with the ' +
      'same file, unchanged: it completes what the earlier run left, and adds nothing twice. A file has at most ' +
      '1,000,000 rows.',
  ],
  positional: { name: 'FILE', required: true, description: 'A file; it is read twice.' },
  options: {
    reward: { value: 'ID', required: true, description: 'The reward, which was defined with a code pool.' },
    format: { value: 'lines|csv', description: 'Omitted: by the file extension, or else lines.' },
    column: { value: 'NAME', description: "The CSV file's column of codes. Omitted: code." },
    ...IMPORT_OPTIONS,
  },
  run: (args, out) => {
    const column = columnOf(args);
    const file = args.target!;
    return runImport('rows', args, out, async ({ services }, options) => {
      const codes = await openCodes({ open: () => createReadStream(file), column });
      const rewardId = requireObjectId(args.text('reward'));
      return withFieldNames(() => services.codeImports.run(rewardId, codes, { ...options, actor: null }));
    });
  },
};

/** Null: a code per line. */
function columnOf(args: Arguments): string | null {
  const format = args.optional('format') ?? (extname(args.target ?? '') === '.csv' ? 'csv' : 'lines');
  if (!FORMATS.includes(format)) throw new UsageFault('--format is lines or csv.');
  const column = args.optional('column');
  if (format === 'csv') return column ?? 'code';
  if (column !== undefined) throw new UsageFault('--column names a column of a CSV file.');
  return null;
}
