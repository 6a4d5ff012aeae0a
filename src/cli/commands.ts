import { check } from './check';
import type { Command } from './command';
import { createAdmin } from './create-admin';
import { emitSchema } from './emit-schema';
import { seed } from './seed';

export const commands: Readonly<Record<string, Command>> = {
  'create-admin': createAdmin,
  seed,
  check,
  'emit-schema': emitSchema,
  help: {
    summary: 'prints this list',
    usage: 'help',
    run: async () => {
      process.stdout.write(help());
      return 0;
    },
  },
};

export function help(): string {
  const rows = Object.values(commands).map(({ usage, summary }) => `  ${usage.padEnd(34)} ${summary}`);
  return `Usage: node dist/cli.js <command>\n\n${rows.join('\n')}\n`;
}
