import { CodeTrial } from '../faults/support/code-trial';

/** The short form of tests/faults/reward-codes. */
const trial = new CodeTrial({ codes: 1_200, winners: 100, binding: ['codes.read', 'codes.bound'] });
beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test('winners get one code each, whatever is killed while codes are imported and bound', async () => {
  expect(await trial.run()).toEqual({ codes: 1_200, winners: 100, kills: 6 });
});
