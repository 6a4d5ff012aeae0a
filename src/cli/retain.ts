import { systemClock } from '../clock';
import { FailedRequestsRetention, type RetentionResult } from '../reward-requests/failed-requests-retention';
import { EXIT, type Command } from './command';
import { interruptible } from './interrupt';
import type { Output } from './output';
import { Progress } from './progress';
import { withApp } from './with-app';

export const retain: Command = {
  summary: 'deletes old requests that the rules refused; counts them only, unless --apply is given',
  details: [
    'FAILED_REQUESTS_RETENTION_DAYS says how many service days they are kept; not set: all are kept. The newest ' +
      'request of each user and event stays, so attempts go on counting, and so does everything that was paid, ' +
      'that waits, or that a person decided. An idempotency key of a deleted request is forgotten.',
    'Run it beside the servers, as often as you like: it works in batches, and a run that was cut off is ' +
      'finished by the next. A run that deletes leaves its beginning and its end with the counts in the audit. ' +
      'Its database account needs the right to delete from rewardrequests, which servers do not: docs/deploy.md.',
  ],
  options: { apply: { description: 'Deletes them. Left out: a dry run, which changes nothing.' } },
  run: (args, out) =>
    interruptible((signal) =>
      withApp(async ({ database, services }, { failedRequestsRetentionDays: days }) => {
        const dryRun = !args.has('apply');
        if (days === undefined) {
          out.note('FAILED_REQUESTS_RETENTION_DAYS is not set: every request is kept.');
          return EXIT.done;
        }
        const { chainer, calendar } = services;
        const retention = new FailedRequestsRetention({ database, chainer, calendar, clock: systemClock });
        const progress = new Progress('requests');
        const onProgress = (rows: number) => progress.at(rows);
        const result = await retention.run({ days, dryRun, signal, onProgress });
        progress.end();
        reportResult(result, dryRun, out);
        return result.complete ? EXIT.done : EXIT.interrupted;
      }),
    ),
};

function reportResult(
  { read, deleted, kept, before, complete }: RetentionResult,
  dryRun: boolean,
  out: Output,
) {
  out.result(
    { dryRun, complete, before, read, deleted, kept },
    `${dryRun ? 'Dry run, nothing is deleted: ' : ''}${read} requests read; of those refused by the rules before ` +
      `${before.toISOString()}, ${deleted} ${dryRun ? 'to delete' : 'deleted'}, ${kept} kept as the newest of ` +
      'their user and event',
  );
}
