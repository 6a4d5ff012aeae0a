import { migrate, migrationStatus, type MigrationStatus } from '../database/migrations/run';
import { EXIT, type Command } from './command';
import { withDatabase } from './with-app';

export const migrateCommand: Command = {
  summary: 'applies the pending migrations, as the start of a server does',
  details: [
    'Each migration is applied once, even if several processes start together; an interrupted one is started again. One ' +
      'that was applied with a different text than in this release is refused: exit code 1.',
  ],
  options: { 'dry-run': { description: 'Lists the migrations with their states and changes nothing.' } },
  run: (args, out) =>
    withDatabase(async (database) => {
      const before = await migrationStatus(database);
      const print = ({ number, name, state }: MigrationStatus, as: string = state) =>
        out.result({ number, name, state: as }, `${as.padEnd(8)} ${String(number).padStart(4, '0')} ${name}`);
      if (args.has('dry-run')) {
        for (const status of before) print(status);
        return before.some(({ state }) => state === 'changed') ? EXIT.broken : EXIT.done;
      }
      const mine = new Set<number>();
      await migrate(database, {
        onApplied: ({ number }) => mine.add(number),
        onWaiting: () => out.note('Another process is running the migrations; waiting.'),
      });
      for (const status of await migrationStatus(database)) {
        print(status, mine.has(status.number) ? 'done' : status.state);
      }
      return EXIT.done;
    }),
};
