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
    'FAILED_REQUESTS_RETENTION_DAYS is the number of service days after which they are deleted; without it every ' +
      'request is kept. The newest request of each user and event is always kept, so that attempts go on counting; ' +
      'so is every request that was paid, is pending, or was decided by a person. The idempotency keys of deleted ' +
      'requests are free again.',
    'Servers may run meanwhile. It works in batches; if a run is interrupted, the next one does the rest. The ' +
      'audit has the beginning of each run that deletes, and its end with the counts. The database account needs ' +
      'the right to delete from rewardrequests, which servers do not need: docs/deploy.md.',
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
