import { StepTrial } from '../faults/support/steps';

/** The short form of tests/faults/kill-steps and stop-steps, which hold every repair to 10 s: here a machine may be slow. */
const trial = new StepTrial(40_000);

beforeAll(() => trial.prepare('steps'));
afterAll(() => trial.close());

// Claim invariants: C17, C23, C24.
test.each([
  ...(['claim.reserved', 'claim.inserted', 'decision.written', 'feed.appended'] as const),
  ...(['revocation.written', 'stockReturn.written'] as const),
])('a server killed at %s leaves nothing that another does not settle', async (point) => {
  expect(await trial.kill(point)).toMatchObject({ lost: 0 });
});

/** Longer than a hold stays open, shorter than a claim goes on: what it sends then, it sends too late. */
const STANDSTILL_MS = 7_500;

// Claim invariants: C17.
test('a server that stood still with a hold changes nothing that was settled', async () => {
  expect(await trial.stop('claim.reserved', STANDSTILL_MS)).toMatchObject({ lost: 0 });
});
