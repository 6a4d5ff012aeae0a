import { BINDING, CodeTrial } from './support/code-trial';
import { report } from './support/report';

const trial = new CodeTrial({ codes: 20_000, winners: 5_000, binding: [...BINDING, ...BINDING, ...BINDING] });
beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test('5,000 winners get one of 20,000 codes each, whatever is killed while codes are imported and bound', async () => {
  const counts = await trial.run();
  expect(counts.kills).toBe(4 + 3 * BINDING.length);
  report('Codes imported and won while servers and imports are killed', [counts]);
}, 1_800_000);
