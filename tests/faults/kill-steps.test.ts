import { FAULT_POINTS } from '../../src/fault-points';
import { report } from './support/report';
import { StepTrial } from './support/steps';

/** Those of webhooks: tests/faults-short/webhooks.test.ts. */
const STEPS = FAULT_POINTS.filter((point) => !point.startsWith('webhook.'));
const trial = new StepTrial();
const rows: Array<Record<string, string | number>> = [];

beforeAll(() => trial.prepare('kill-steps'));
afterAll(async () => {
  await trial.close();
  report('A server killed between two steps', rows);
});

test.each(STEPS)('a server killed at %s leaves nothing that another does not settle', async (point) => {
  rows.push({ point, ...(await trial.kill(point)) });
});
