import { BrowserStorage } from '../../console/src/api/browser-storage';
import { DraftStore } from '../../console/src/drafts/draft-store';

const DAY_MS = 86_400_000;
let now: number;
let storage: BrowserStorage;
let drafts: DraftStore;
beforeEach(() => {
  now = Date.parse('2026-06-01T00:00:00Z');
  // As in a browser that blocks the site's data: what is kept is kept in memory.
  storage = new BrowserStorage(() => {
    throw new Error('blocked');
  });
  drafts = new DraftStore(storage, () => now);
});

test('a draft is there again for its user and its form, and for nobody else', () => {
  drafts.write('ann', 'event', { title: 'Spring' });
  expect(drafts.read('ann', 'event')).toMatchObject({
    at: '2026-06-01T00:00:00.000Z',
    value: { title: 'Spring' },
  });
  expect([drafts.read('ann', 'event 1'), drafts.read('bob', 'event')]).toEqual([null, null]);
  drafts.remove('ann', 'event');
  expect(drafts.read('ann', 'event')).toBeNull();
});

test('the newest twenty are kept', () => {
  for (let n = 0; n < 25; n++) {
    now += 1_000;
    drafts.write('ann', `event ${n}`, n);
  }
  const kept = Array.from({ length: 25 }, (_, n) => n).filter((n) => drafts.read('ann', `event ${n}`));
  expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => n + 5));
});

test('a draft is forgotten after thirty days', () => {
  drafts.write('ann', 'event', 'old');
  now += 30 * DAY_MS;
  expect(drafts.read('ann', 'event')).toBeNull();
  drafts.write('ann', 'other', 'new');
  expect(storage.keys('')).toHaveLength(1);
});

test('a draft that is too large is not kept, and what it was before neither', () => {
  drafts.write('ann', 'event', 'small');
  drafts.write('ann', 'event', 'x'.repeat(200_000));
  expect(drafts.read('ann', 'event')).toBeNull();
});

test.each(['{', '"text"', '{"format":0,"at":"2026-06-01T00:00:00Z","value":1}', '{"format":1}'])(
  'what is stored as %s is no draft',
  (text) => {
    storage.set('event-reward.draft.ann.event', text);
    expect(drafts.read('ann', 'event')).toBeNull();
  },
);
