import { systemClock } from '../clock';
import { toInstant } from '../domain/instant';
import { backfillFeed, type BackfillCounts } from '../reward-feed/backfill';
import { EXIT, UsageFault, type Command } from './command';
import { interruptible } from './interrupt';
import { Progress } from './progress';
import { withApp } from './with-app';

export const feedBackfill: Command = {
  summary: 'adds the entries that paid requests lack in the reward feed',
  details: [
    'Requests that were paid by older releases have no entry, and those of restored copies may lack theirs. The servers ' +
      'add the latter once a day; this command adds both. Consumers of the feed hand over what it adds, unless ' +
      '--delivered-before says that it was handed over already. Try --dry-run first. Servers may run meanwhile. If it is ' +
      'interrupted, run it again.',
  ],
  options: {
    'delivered-before': {
      value: 'INSTANT',
      description:
        'Grants of requests that are added and were paid before this instant, such as 2026-06-01T09:00:00+09:00, are ' +
        'marked as DELIVERED: consumers of the feed skip them.',
    },
    'dry-run': { description: 'Counts and writes nothing.' },
  },
  run: (args, out) => {
    const dryRun = args.has('dry-run');
    const given = args.optional('delivered-before');
    const instant = given === undefined ? null : toInstant(given);
    if (given !== undefined && instant === null)
      throw new UsageFault(
        '--delivered-before is an instant with an offset, such as 2026-06-01T09:00:00+09:00.',
      );
    return interruptible((signal) =>
      withApp(async ({ database, services }) => {
        const progress = new Progress('requests');
        const { complete, ...counts } = await backfillFeed(database, {
          signal,
          dryRun,
          ...(instant && { deliveredBefore: { instant, now: systemClock() } }),
          onProgress: ({ read }) => progress.at(read),
        });
        progress.end();
        // Where no server runs, nobody else would write the entries.
        while (!dryRun && !signal.aborted && !(await services.feedRelay.round()));
        if (dryRun && !out.json) out.note('Dry run, nothing is written.');
        out.result({ complete, dryRun, ...counts }, summaryOf(counts, dryRun));
        return complete ? EXIT.done : EXIT.interrupted;
      }),
    );
  },
};

function summaryOf({ read, added, older, delivered }: BackfillCounts, dryRun: boolean): string {
  const olderOnes = older > 0 ? `: ${older} of them were paid before the feed existed` : '';
  const marked =
    delivered > 0 ? `, and ${delivered} ${dryRun ? 'are to be' : 'are'} marked as delivered` : '';
  return `${read} paid requests read; ${added} of them had no entry${dryRun ? '' : ' and have one now'}${olderOnes}${marked}`;
}
