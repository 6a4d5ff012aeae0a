import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schema } from '../graphql/schema';
import { EXIT, type Command } from './command';

const FILE = 'schema/schema.graphql';

export const emitSchema: Command = {
  summary: 'writes schema/schema.graphql, the public API of this build',
  run: async (_args, out) => {
    const { text, hash } = schema();
    writeFileSync(join(__dirname, '..', '..', FILE), text);
    out.result({ file: FILE, hash }, `${FILE} ${hash}`);
    return EXIT.done;
  },
};
