import { ENDINGS, RightsTrial } from '../faults/support/rights';

/** The short form of tests/faults/rights. */
const trial = new RightsTrial();

beforeAll(() => trial.prepare());
afterAll(() => trial.close());

test.each(ENDINGS.map((ending) => [ending.name, ending] as const))(
  "of an operator's writes on other servers none begins after %s was acknowledged",
  async (_name, ending) => {
    expect((await trial.run(ending, 200)).late).toBeGreaterThan(0);
  },
);
