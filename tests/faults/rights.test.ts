import { report } from './support/report';
import { ENDINGS, RightsTrial } from './support/rights';

const WRITES = 2_000;
const trial = new RightsTrial();
const rows: Array<Record<string, string | number>> = [];

beforeAll(() => trial.prepare());
afterAll(async () => {
  await trial.close();
  report('Rights that end', rows);
});

test.each(ENDINGS.map((ending) => [ending.name, ending] as const))(
  `of ${WRITES} writes on other servers none begins after %s was acknowledged`,
  async (name, ending) => {
    const { writes, done, late } = await trial.run(ending, WRITES);
    rows.push({ ending: name, writes, done, 'sent after it, all refused': late });
  },
);
