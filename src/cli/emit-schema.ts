import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schema } from '../graphql/schema';
import type { Command } from './command';

export const emitSchema: Command = {
  summary: 'writes schema/schema.graphql, the public API as this build serves it',
  usage: 'emit-schema',
  run: async () => {
    const { text, hash } = schema();
    writeFileSync(join(__dirname, '..', '..', 'schema', 'schema.graphql'), text);
    process.stdout.write(`schema/schema.graphql ${hash}\n`);
    return 0;
  },
};
