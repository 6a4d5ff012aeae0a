import { ActivityRetention, type ActivityRetentionResult } from '../reward-requests/activity-retention';
import { systemClock } from '../clock';
import { FailedRequestsRetention, type RetentionResult } from '../reward-requests/failed-requests-retention';
import { EXIT, type Command } from './command';
import { interruptible } from './interrupt';
import type { Output } from './output';
import { Progress } from './progress';
import { withApp } from './with-app';

export const retain: Command = {
  summary: 'deletes old refused requests and activities; counts them only, unless --apply is given',
  details: [
    'FAILED_REQUESTS_RETENTION_DAYS is the number of service days after which requests that the rules refused are ' +
      'deleted; without it every request is kept. The newest request of each user and event is always kept, so that ' +
      'attempts go on counting; so is every request that was paid, is pending, or was decided by a person. The ' +
      'idempotency keys of deleted requests are free again.',
    'ACTIVITIES_RETENTION_DAYS is the number of service days, 90 or more, for which activities are kept after every ' +
      'event that counts them has stopped taking claims; without it every activity is kept. Paid requests keep what ' +
      'their deleted activities came to. Afterwards no event can be made to count activities from before.',
    'Servers may run meanwhile. It works in batches; if a run is interrupted, the next one does the rest. The ' +
      'audit has the beginning of each run that deletes, and its end with the counts. The database account needs ' +
      'the right to delete from rewardrequests, which servers do not need: docs/deploy.md.',
  ],
  options: { apply: { description: 'Deletes them. Left out: a dry run, which changes nothing.' } },
  run: (args, out) =>
    interruptible((signal) =>
      withApp(async ({ database, services }, { failedRequestsRetentionDays, activitiesRetentionDays }) => {
        const dryRun = !args.has('apply');
        const { chainer, calendar } = services;
        const parts = { database, chainer, calendar, clock: systemClock };
        let isComplete = true;
        if (failedRequestsRetentionDays === undefined) {
          out.note('FAILED_REQUESTS_RETENTION_DAYS is not set: every request is kept.');
        } else {
          const progress = new Progress('requests');
          const result = await new FailedRequestsRetention(parts).run({
            ...{ days: failedRequestsRetentionDays, dryRun, signal },
            onProgress: (rows) => progress.at(rows),
          });
          progress.end();
          reportRequests(result, dryRun, out);
          isComplete = result.complete;
        }
        if (activitiesRetentionDays !== undefined && isComplete) {
          const progress = new Progress('activities');
          const result = await new ActivityRetention(parts).run({
            ...{ days: activitiesRetentionDays, dryRun, signal },
            onProgress: (rows) => progress.at(rows),
          });
          progress.end();
          reportActivities(result, dryRun, out);
          isComplete = result.complete;
        }
        return isComplete ? EXIT.done : EXIT.interrupted;
      }),
    ),
};

function reportRequests(
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

function reportActivities(
  { before, deleted, requests, complete }: ActivityRetentionResult,
  dryRun: boolean,
  out: Output,
) {
  out.result(
    { dryRun, complete, activitiesBefore: before, activitiesDeleted: deleted, requestsWithTotals: requests },
    dryRun
      ? `Dry run, nothing is deleted: ${deleted} activities to delete that occurred before ${before.toISOString()}`
      : `${deleted} activities deleted that occurred before ${before.toISOString()}; ${requests} requests keep what they came to`,
  );
}
