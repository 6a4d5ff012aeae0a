import { check } from './check';
import { createAdmin } from './create-admin';
import { emitSchema } from './emit-schema';
import { seed } from './seed';

export interface Command {
  readonly summary: string;
  readonly usage: string;
  /** @returns the exit code: 0 done, 1 refused or broken, 2 wrong usage */
  run(args: readonly string[]): Promise<number>;
}

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
