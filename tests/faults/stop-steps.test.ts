import { FAULT_POINTS } from '../../src/fault-points';
import { report } from './support/report';
import { StepTrial } from './support/steps';

/** Longer than any hold stays open and than any call goes on. */
const STANDSTILL_MS = 15_000;

/** Those of webhooks: tests/faults-short/webhooks.test.ts. */
const STEPS = FAULT_POINTS.filter((point) => !point.startsWith('webhook.'));
const trial = new StepTrial();
const rows: Array<Record<string, string | number>> = [];

beforeAll(() => trial.prepare('stop-steps'));
afterAll(async () => {
  await trial.close();
  report('A server stopped for 15 s between two steps', rows);
});

test.each(STEPS)('a server that stood still at %s changes nothing that was settled', async (point) => {
  rows.push({ point, ...(await trial.stop(point, STANDSTILL_MS)) });
});
