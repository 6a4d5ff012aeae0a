import type {
  ConditionInput,
  RewardInput,
  UpdateEventInput,
  UpdateRewardInput,
} from '../../generated/documents';
import { conditionInput, rewardInput, type EventDraft } from './event-draft';

type EventFields = Omit<UpdateEventInput, 'id' | 'expectedVersion'>;
type RewardFields = Omit<UpdateRewardInput, 'id' | 'expectedVersion'>;

/** One mutation; each raises the event's version, which the next one then expects. */
export type Change =
  | { readonly act: 'updateEvent'; readonly fields: EventFields }
  | { readonly act: 'addCondition'; readonly condition: ConditionInput }
  | { readonly act: 'updateCondition'; readonly id: string; readonly condition: ConditionInput }
  | { readonly act: 'removeCondition'; readonly id: string }
  | { readonly act: 'addReward'; readonly reward: RewardInput }
  | { readonly act: 'updateReward'; readonly id: string; readonly fields: RewardFields }
  | { readonly act: 'removeReward'; readonly id: string };

/**
 * What leads from the stored event to the draft. An active event has to be complete after every step: so what is
 * added comes before what is removed, and an event becomes MANUAL before it loses conditions, AUTO after it has some.
 */
export function changesOf(stored: EventDraft, draft: EventDraft): Change[] {
  const fields = changedFields(stored, draft);
  const ofEvent: Change[] = Object.keys(fields).length > 0 ? [{ act: 'updateEvent', fields }] : [];
  const lists = listChanges(stored, draft);
  return fields.payout === 'MANUAL' ? [...ofEvent, ...lists] : [...lists, ...ofEvent];
}

function changedFields(stored: EventDraft, draft: EventDraft): EventFields {
  return {
    ...(draft.title.trim() !== stored.title && { title: draft.title.trim() }),
    ...(draft.description !== stored.description && { description: draft.description }),
    ...(!isSameInstant(draft.startAt, stored.startAt) && { startAt: draft.startAt }),
    ...(!isSameInstant(draft.endAt, stored.endAt) && { endAt: draft.endAt }),
    ...(!isSameInstant(draft.claimUntil, stored.claimUntil) && { claimUntil: draft.claimUntil }),
    ...(draft.payout !== stored.payout && { payout: draft.payout }),
  };
}

export function isSameInstant(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : Date.parse(one) === Date.parse(other);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function listChanges(stored: EventDraft, draft: EventDraft): Change[] {
  const additions: Change[] = [];
  const updates: Change[] = [];
  const removals: Change[] = [];
  for (const one of draft.conditions) {
    const before = stored.conditions.find(({ id }) => id !== null && id === one.id);
    const condition = conditionInput(one);
    if (!before?.id) additions.push({ act: 'addCondition', condition });
    else if (!isSame(condition, conditionInput(before))) {
      updates.push({ act: 'updateCondition', id: before.id, condition });
    }
  }
  for (const one of draft.rewards) {
    const before = stored.rewards.find(({ id }) => id !== null && id === one.id);
    const { name, quantity, externalId, ...rest } = rewardInput(one);
    if (!before?.id) additions.push({ act: 'addReward', reward: { name, quantity, externalId, ...rest } });
    else {
      const known = rewardInput(before);
      const fields: RewardFields = {
        ...(name !== known.name && { name }),
        ...(quantity !== known.quantity && { quantity }),
        ...(externalId !== known.externalId && { externalId }),
      };
      if (Object.keys(fields).length > 0) updates.push({ act: 'updateReward', id: before.id, fields });
    }
  }
  for (const { id } of stored.conditions) {
    if (id && !draft.conditions.some((one) => one.id === id)) removals.push({ act: 'removeCondition', id });
  }
  for (const { id } of stored.rewards) {
    if (id && !draft.rewards.some((one) => one.id === id)) removals.push({ act: 'removeReward', id });
  }
  return [...additions, ...updates, ...removals];
}

/**
 * The draft's own changes on top of what another person stored meanwhile: what the draft left as both began with it
 * follows the other, rows that only the other added come along.
 */
export function mergeChanges(before: EventDraft, mine: EventDraft, theirs: EventDraft): EventDraft {
  const pick = <K extends 'title' | 'description' | 'startAt' | 'endAt' | 'claimUntil' | 'payout'>(
    field: K,
  ): EventDraft[K] => (mine[field] === before[field] ? theirs[field] : mine[field]);
  return {
    title: pick('title'),
    description: pick('description'),
    startAt: pick('startAt'),
    endAt: pick('endAt'),
    claimUntil: pick('claimUntil'),
    payout: pick('payout'),
    conditions: mergeRows(before.conditions, mine.conditions, theirs.conditions),
    rewards: mergeRows(before.rewards, mine.rewards, theirs.rewards),
  };
}

function mergeRows<R extends { readonly id: string | null }>(
  before: readonly R[],
  mine: readonly R[],
  theirs: readonly R[],
): R[] {
  const ofId = (rows: readonly R[], id: string | null) => rows.find((row) => id !== null && row.id === id);
  const kept = mine.flatMap((row) => {
    const begun = ofId(before, row.id);
    const stored = ofId(theirs, row.id);
    if (!begun || !isSame(row, begun)) return [stored ? row : { ...row, id: null }];
    return stored ? [stored] : [];
  });
  const added = theirs.filter(({ id }) => !ofId(before, id));
  return [...kept, ...added];
}

/**
 * The draft on top of what is stored now. A row that somebody removed meanwhile becomes a new one, so that none of
 * the draft's words are lost; a new row that was stored meanwhile is known by what it says, and not added again.
 */
export function ontoStored(draft: EventDraft, stored: EventDraft): EventDraft {
  return {
    ...draft,
    conditions: matchRows(draft.conditions, stored.conditions, conditionInput),
    rewards: matchRows(draft.rewards, stored.rewards, rewardInput),
  };
}

function matchRows<R extends { readonly id: string | null }>(
  rows: readonly R[],
  stored: readonly R[],
  meaning: (row: R) => unknown,
): R[] {
  const taken = new Set(rows.map(({ id }) => id));
  return rows.map((row) => {
    if (row.id !== null) return stored.some(({ id }) => id === row.id) ? row : { ...row, id: null };
    const same = stored.find((one) => !taken.has(one.id) && isSame(meaning(one), meaning(row)));
    if (!same) return row;
    taken.add(same.id);
    return { ...row, id: same.id };
  });
}
