import { ERASURE_FAULT_POINTS } from '../../src/fault-points';
import { ErasureTrial } from './support/erasure-trial';

const trial = new ErasureTrial();
beforeAll(() => trial.prepare());
afterAll(() => trial.close());

const POINTS = [
  ...(['admins.decided', 'admins.accountWritten', 'audit.textsStored', 'audit.appended'] as const),
  ...ERASURE_FAULT_POINTS,
];

test.each(POINTS)(
  'an erasure whose server is killed at %s is completed by another, beside a claim, a check-in, an approval and a payout',
  (point) => trial.kill(point),
);
