import { ErasureTrial } from '../faults/support/erasure-trial';

/** The short form of tests/faults/erasures: the step between the codes and the texts. */
const trial = new ErasureTrial(1);

beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test('an erasure whose server is killed is completed by another, beside a claim, a check-in, an approval and a payout', () =>
  trial.kill('erasure.codesRemoved'));
