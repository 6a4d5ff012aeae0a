import { changesOf, mergeChanges, ontoStored } from '../../console/src/pages/events/event-changes';
import {
  createInput,
  draftOf,
  newCondition,
  newReward,
  type EventDraft,
} from '../../console/src/pages/events/event-draft';

const stored = draftOf({
  title: 'Summer',
  description: '',
  startAt: '2026-05-31T15:00:00.000Z',
  endAt: null,
  claimUntil: null,
  payout: 'AUTO',
  conditions: [
    {
      id: 'c1',
      kind: 'TOTAL_ATTENDANCE',
      target: 2,
      description: '',
      requiredEvent: null,
      activityKind: null,
      audience: null,
    },
    {
      id: 'c2',
      kind: 'ACCOUNT_AGE',
      target: 7,
      description: '',
      requiredEvent: null,
      activityKind: null,
      audience: null,
    },
  ],
  rewards: [
    { id: 'r1', type: 'ITEM', name: 'Mug', quantity: 1, externalId: 'MUG', stock: 10, remaining: 4 },
    { id: 'r2', type: 'POINT', name: 'Points', quantity: 5, externalId: null, stock: null, remaining: null },
  ],
});

test('an unchanged form changes nothing, however an instant is written', () => {
  expect(changesOf(stored, stored)).toEqual([]);
  expect(changesOf(stored, { ...stored, startAt: '2026-05-31T15:00:00Z', title: ' Summer ' })).toEqual([]);
});

test('only what differs is sent, added before removed, so that an active event stays complete', () => {
  const [mug] = stored.rewards;
  const draft: EventDraft = {
    ...stored,
    title: 'Autumn',
    conditions: [{ ...stored.conditions[0]!, target: '3' }, newCondition('n')],
    rewards: [
      { ...mug!, name: 'Cup', externalId: '' },
      { ...newReward('n'), name: 'Extra' },
    ],
  };
  expect(changesOf(stored, draft)).toEqual([
    { act: 'addCondition', condition: { kind: 'CONSECUTIVE_ATTENDANCE', target: 3 } },
    {
      act: 'addReward',
      reward: { type: 'POINT', name: 'Extra', quantity: 1, stock: null, externalId: null },
    },
    { act: 'updateCondition', id: 'c1', condition: { kind: 'TOTAL_ATTENDANCE', target: 3 } },
    { act: 'updateReward', id: 'r1', fields: { name: 'Cup', externalId: null } },
    { act: 'removeCondition', id: 'c2' },
    { act: 'removeReward', id: 'r2' },
    { act: 'updateEvent', fields: { title: 'Autumn' } },
  ]);
});

test('an event becomes MANUAL before it loses its conditions', () => {
  const acts = changesOf(stored, { ...stored, payout: 'MANUAL', conditions: [] }).map(({ act }) => act);
  expect(acts).toEqual(['updateEvent', 'removeCondition', 'removeCondition']);
});

test('an open end is cleared by null', () => {
  const ended = { ...stored, endAt: '2026-06-30T15:00:00.000Z' };
  expect(changesOf(ended, stored)).toEqual([{ act: 'updateEvent', fields: { endAt: null } }]);
});

test('on top of what is stored now, a removed row is added again and a stored one is not', () => {
  const added = { ...newReward('n'), name: 'Extra' };
  const mine = { ...stored, rewards: [...stored.rewards, added] };
  const theirs = {
    ...stored,
    conditions: stored.conditions.slice(1),
    rewards: [...stored.rewards, { ...added, id: 'r3' }],
  };
  expect(changesOf(theirs, ontoStored(mine, theirs))).toEqual([
    { act: 'addCondition', condition: { kind: 'TOTAL_ATTENDANCE', target: 2 } },
  ]);
});

test('the loser of a concurrent edit keeps his changes, and follows the other in the rest', () => {
  const [attendance, age] = stored.conditions;
  const [mug, points] = stored.rewards;
  const mine = {
    ...stored,
    title: 'Mine',
    conditions: [{ ...attendance!, target: '5' }, age!],
    rewards: [mug!, { ...newReward('n'), name: 'Added by me' }],
  };
  const theirs = {
    ...stored,
    title: 'Theirs',
    description: 'Theirs',
    conditions: [age!],
    rewards: [{ ...mug!, name: 'Cup' }, points!, { ...newReward('t'), id: 'r9', name: 'Added by them' }],
  };
  const merged = mergeChanges(stored, mine, theirs);
  expect([merged.title, merged.description]).toEqual(['Mine', 'Theirs']);
  expect(merged.conditions.map(({ id, target }) => [id, target])).toEqual([
    [null, '5'],
    ['c2', '7'],
  ]);
  expect(merged.rewards.map(({ id, name }) => [id, name])).toEqual([
    ['r1', 'Cup'],
    [null, 'Added by me'],
    ['r9', 'Added by them'],
  ]);
});

test('a new event is sent with numbers, and without what was left empty', () => {
  const rewards = [{ ...newReward('n'), name: ' Mug ', stock: '', externalId: '' }];
  expect(createInput({ ...stored, rewards, conditions: [] }, true, 'key')).toMatchObject({
    active: true,
    idempotencyKey: 'key',
    endAt: null,
    rewards: [{ type: 'POINT', name: 'Mug', quantity: 1, stock: null, externalId: null }],
  });
});
