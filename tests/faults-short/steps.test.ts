import { StepTrial } from '../faults/support/steps';

/** The short form of tests/faults/kill-steps and stop-steps. */
const trial = new StepTrial();

beforeAll(() => trial.prepare('steps'), 60_000);
afterAll(() => trial.close());

test.each(['claim.reserved', 'claim.inserted', 'decision.written'] as const)(
  'a server killed at %s leaves nothing that another does not settle',
  async (point) => {
    expect(await trial.kill(point)).toMatchObject({ lost: 0 });
  },
  60_000,
);

/** Longer than a hold stays open, shorter than a claim goes on: what it sends then, it sends too late. */
const STANDSTILL_MS = 7_500;

test('a server that stood still with a hold changes nothing that was settled', async () => {
  expect(await trial.stop('claim.reserved', STANDSTILL_MS)).toMatchObject({ lost: 0 });
}, 60_000);
