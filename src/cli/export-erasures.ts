import { batchesOf } from '../database/batches';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { EXIT, type Command } from './command';
import { withDatabase } from './with-app';
import { replaceableFile, writeFile } from './write-file';

const LINES_TOGETHER = 1_000;

export const exportErasures: Command = {
  summary: 'writes the list of erased accounts, to be kept beside backups',
  details: [
    'The file has the id of an account and the instant of its erasure in each line, and nothing else about anybody. ' +
      'After a restore, reapply-erasures erases the accounts of the list again.',
  ],
  options: {
    out: {
      value: 'FILE',
      required: true,
      description: 'The file to write. An existing file is replaced once the new one is complete.',
    },
  },
  run: async (args, out) => {
    const file = await replaceableFile(args.text('out'));
    let erasures = 0;
    await withDatabase((database) =>
      writeFile(
        file,
        linesOf(database, (lines) => (erasures += lines)),
      ),
    );
    out.result({ file, erasures }, `${file}: ${erasures} erased accounts`);
    return EXIT.done;
  },
};

async function* linesOf({ users }: Database, onLines: (count: number) => void): AsyncGenerator<string> {
  const cursor = users
    .find({ erasedAt: { $type: 'date' } }, { projection: { erasedAt: 1 }, maxTimeMS: READ_LIMIT_MS.whole })
    .sort({ erasedAt: 1 });
  for await (const rows of batchesOf(cursor, LINES_TOGETHER)) {
    onLines(rows.length);
    yield rows.map(({ _id, erasedAt }) => `${_id.toHexString()} ${erasedAt!.toISOString()}\n`).join('');
  }
}
