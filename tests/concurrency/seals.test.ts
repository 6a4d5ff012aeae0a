import { SealTrial } from '../faults/support/seal-trial';
import { freshDatabaseUri } from '../support/server';

/** The short form of tests/faults/seals. */
let trial: SealTrial;
beforeAll(async () => {
  trial = await SealTrial.open(freshDatabaseUri());
});
afterAll(() => trial.close());

test('four servers that seal at once, killed and stopped at their steps, make contiguous seals, one of each range', async () => {
  await trial.grow(5_000);
  const [, , stopped] = await trial.start([
    { point: 'seal.hashed', signal: 'SIGKILL' },
    { point: 'seal.appended', signal: 'SIGKILL' },
    { point: 'seal.read', signal: 'SIGSTOP' },
    undefined,
  ]);
  // It knows a shorter feed, and no seal that was made meanwhile.
  trial.cluster.goesOn(stopped!);
  await trial.untilSealed();
  const { faults, ranges } = await trial.check();
  expect(faults).toEqual([]);
  expect(ranges).toBeGreaterThanOrEqual(2);
});
