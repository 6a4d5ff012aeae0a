import { HEAVY_COST, QUERY_SLOTS, QuerySlots } from '../../src/rate-limits/query-slots';

const HEAVY = HEAVY_COST + 1;
const LIGHT = 1;

/** Uses all slots of a caller and asks for one more. @returns how many queries then wait for a slot that rests */
async function waitingAfterUse(slots: QuerySlots, cost: number): Promise<number> {
  const { running } = cost > HEAVY_COST ? QUERY_SLOTS.heavy : QUERY_SLOTS.light;
  const used = await Promise.all(
    Array.from({ length: running }, () => slots.takeForCaller('the caller', cost)),
  );
  for (const giveBack of used) giveBack();
  const next = slots.takeForCaller('the caller', cost);
  const { waiting } = slots;
  (await next)();
  return waiting;
}

function underWay(slots: QuerySlots, count: number): void {
  for (let n = 0; n < count; n += 1) slots.begin();
}

test.each([
  ['heavy', HEAVY],
  ['light', LIGHT],
])('slots of %s queries do not rest while nobody else is there', async (_, cost) => {
  const slots = new QuerySlots();
  const { running } = cost > HEAVY_COST ? QUERY_SLOTS.heavy : QUERY_SLOTS.light;
  underWay(slots, running);
  expect(await waitingAfterUse(slots, cost)).toBe(0);
});

test.each([
  ['heavy', HEAVY],
  ['light', LIGHT],
])('slots of %s queries rest while a claim is under way', async (_, cost) => {
  const slots = new QuerySlots();
  const { running } = cost > HEAVY_COST ? QUERY_SLOTS.heavy : QUERY_SLOTS.light;
  underWay(slots, running + 1);
  expect(await waitingAfterUse(slots, cost)).toBe(1);
});

test('slots of heavy queries do not rest for heavy queries of others, those of light ones do', async () => {
  for (const [cost, waiting] of [
    [HEAVY, 0],
    [LIGHT, 1],
  ] as const) {
    const slots = new QuerySlots();
    const { running } = cost > HEAVY_COST ? QUERY_SLOTS.heavy : QUERY_SLOTS.light;
    underWay(slots, running + 1);
    await slots.takeForCaller('another caller', HEAVY);
    expect(await waitingAfterUse(slots, cost)).toBe(waiting);
  }
});
