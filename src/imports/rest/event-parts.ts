import type { StoredCondition, StoredReward } from '../../events/event.model';
import { CONDITION_KINDS, CONDITIONS, targetFault, type ConditionKind } from '../../domain/conditions';
import {
  CONDITIONS_MAX,
  EXTERNAL_ID_MAX_CHARACTERS,
  NAME_MAX_CHARACTERS,
  QUANTITY_MAX,
  QUANTITY_MIN,
  STOCK_MAX,
} from '../../domain/limits';
import { REWARD_TYPES, type RewardType } from '../../domain/reward';
import { characterCount, hasVisibleCharacter } from '../../domain/text';
import { derivedId } from '../../audit/entries';
import { countOf, idText, ownId, textOf, valueOf, type Foreign } from './fields';

const KOREAN_TYPES: Readonly<Record<string, RewardType>> = {
  포인트: 'POINT',
  쿠폰: 'COUPON',
  아이템: 'ITEM',
};

/** `stock` is what the source has left of it. */
export type ForeignReward = Omit<StoredReward, 'remaining'>;

/** @returns a text: why it is none */
export function rewardOf(foreign: Foreign, id: unknown): ForeignReward | string {
  const type = textOf(foreign, 'rewardType') ?? '';
  const known = KOREAN_TYPES[type] ?? REWARD_TYPES.find((name) => name === type.toUpperCase());
  if (known === undefined) return 'has no type POINT, COUPON or ITEM';
  const name = textOf(foreign, 'rewardName') ?? '';
  if (!hasVisibleCharacter(name) || characterCount(name) > NAME_MAX_CHARACTERS) {
    return `has no visible name of 1 to ${NAME_MAX_CHARACTERS} characters`;
  }
  const quantity = valueOf(foreign, 'quantity') === undefined ? 1 : countOf(foreign, 'quantity');
  if (quantity === null || quantity < QUANTITY_MIN || quantity > QUANTITY_MAX) {
    return `has no quantity of ${QUANTITY_MIN} to ${QUANTITY_MAX}`;
  }
  const externalId = textOf(foreign, 'externalId');
  if (externalId !== null && characterCount(externalId) > EXTERNAL_ID_MAX_CHARACTERS) {
    return `has an external id of more than ${EXTERNAL_ID_MAX_CHARACTERS} characters`;
  }
  const field = valueOf(foreign, 'remaining') === undefined ? 'stock' : 'remaining';
  const limited = valueOf(foreign, field) !== undefined;
  const stock = limited ? countOf(foreign, field) : null;
  if (limited && (stock === null || stock < 0 || stock > STOCK_MAX)) return 'has no valid stock';
  return { id: ownId('reward', id), type: known, name, quantity, externalId, stock };
}

/** Whether a reward has a stock besides what is left of it; the import recomputes the stock from what was paid. */
export function hasSeparateStock(foreign: Foreign): boolean {
  const [stock, remaining] = [valueOf(foreign, 'stock'), valueOf(foreign, 'remaining')];
  return stock !== undefined && remaining !== undefined && Number(stock) !== Number(remaining);
}

/**
 * The condition of an event, if its kind and number of days are among ours; otherwise null.
 *
 * @param eventId as the source has it: of a condition without an id one is made
 */
export function conditionsOf(foreign: Foreign, eventId: unknown): StoredCondition[] | null {
  const given = [valueOf(foreign, 'conditions') ?? []].flat() as unknown[];
  const conditions = given.map((item, place): StoredCondition | null => {
    if (typeof item !== 'object' || item === null) return null;
    const kind = CONDITION_KINDS.find((name) => name === textOf(item, 'kind')?.toUpperCase());
    const target = countOf(item, 'target');
    if (kind === undefined || target === null || !fits(kind, target)) return null;
    const id = derivedId('import-rest', 'condition', idText(eventId), String(place));
    return { id, kind, target, requiredEventId: null };
  });
  const known = conditions.filter((condition) => condition !== null);
  return known.length > 0 && known.length === given.length && known.length <= CONDITIONS_MAX ? known : null;
}

export function consecutiveDays(target: number, eventId: unknown): StoredCondition[] {
  const id = derivedId('import-rest', 'condition', idText(eventId), 'given');
  return [{ id, kind: 'CONSECUTIVE_ATTENDANCE', target, requiredEventId: null }];
}

function fits(kind: ConditionKind, target: number): boolean {
  return CONDITIONS[kind].parameters.length === 0 && targetFault(kind, target) === null;
}
