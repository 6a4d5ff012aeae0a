import { backfillFeed } from '../reward-feed/backfill';
import { EXIT, type Command } from './command';
import { interruptible } from './interrupt';
import { Progress } from './progress';
import { withApp } from './with-app';

export const feedBackfill: Command = {
  summary: 'adds the entries that paid requests lack in the reward feed',
  details: [
    'Requests of older releases and of restored copies may lack their entry. The servers add such entries once a day; ' +
      'this command does it at once. Servers may run meanwhile. If it is interrupted, run it again.',
  ],
  run: (_args, out) =>
    interruptible((signal) =>
      withApp(async ({ database, services }) => {
        const progress = new Progress('requests');
        const { complete, ...counts } = await backfillFeed(database, {
          signal,
          onProgress: ({ read }) => progress.at(read),
        });
        progress.end();
        // Where no server runs, nobody else would write the entries.
        await services.feedRelay.round();
        out.result(
          { complete, ...counts },
          `${counts.read} paid requests read; ${counts.added} of them had no entry and have one now`,
        );
        return complete ? EXIT.done : EXIT.interrupted;
      }),
    ),
};
