import { CodeTrial } from '../faults/support/code-trial';

/** The short form of tests/faults/reward-codes. */
const trial = new CodeTrial({ codes: 1_200, winners: 200, rounds: 1 });
beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test('winners get one code each, whatever is killed while codes are imported and bound', async () => {
  expect(await trial.run()).toEqual({ codes: 1_200, winners: 200, kills: 8 });
});
