import { definitionOf } from '../../../../src/domain/conditions';
import { COUNTED_DAYS_MAX } from '../../../../src/domain/limits';
import { wholeNumber } from '../../components/whole-number';
import type {
  ConditionInput,
  ConditionKind,
  CreateEventInput,
  EventDetailsFragment,
  PayoutMode,
  RewardDetailsFragment,
  RewardInput,
  RewardType,
} from '../../generated/documents';

/** An event while it is being edited; numbers are kept as typed. Pure. */
export interface EventDraft {
  readonly title: string;
  readonly description: string;
  /** Instants, ISO 8601 in UTC, or null when empty. */
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly claimUntil: string | null;
  readonly payout: PayoutMode;
  readonly conditions: readonly ConditionDraft[];
  readonly rewards: readonly RewardDraft[];
}

export interface ConditionDraft {
  /** Tells rows apart while they are written. */
  readonly key: string;
  /** Null until it is stored. */
  readonly id: string | null;
  readonly kind: ConditionKind;
  readonly target: string;
  readonly requiredEvent: { readonly id: string; readonly title: string } | null;
  readonly activityKind: string;
  readonly audience: { readonly id: string; readonly name: string } | null;
}

export interface RewardDraft {
  readonly key: string;
  readonly id: string | null;
  readonly type: RewardType;
  readonly name: string;
  readonly quantity: string;
  /** Empty: unlimited. Of a stored reward it changes by deltas only. */
  readonly stock: string;
  readonly externalId: string;
  /** Each winner receives an imported code: quantity and stock follow from it. */
  readonly codePool: boolean;
}

export const EMPTY_DRAFT: EventDraft = {
  title: '',
  description: '',
  startAt: null,
  endAt: null,
  claimUntil: null,
  payout: 'AUTO',
  conditions: [],
  rewards: [],
};

/** Whether some check-ins of the event may be too old to count for its conditions. */
export function countsLatestDaysOnly({ startAt, endAt, conditions }: EventDraft): boolean {
  const days = startAt && endAt ? (Date.parse(endAt) - Date.parse(startAt)) / 86_400_000 : Infinity;
  return (
    days > COUNTED_DAYS_MAX &&
    conditions.some(({ kind }) => definitionOf(kind)?.needs.includes('attendedDays'))
  );
}

/** Only coupons do; another type that was chosen afterwards has quantity and stock of its own. */
export function givesCodes({ type, codePool }: Pick<RewardDraft, 'type' | 'codePool'>): boolean {
  return type === 'COUPON' && codePool;
}

export function newCondition(key: string): ConditionDraft {
  return {
    key,
    id: null,
    kind: 'CONSECUTIVE_ATTENDANCE',
    target: '3',
    requiredEvent: null,
    activityKind: '',
    audience: null,
  };
}

export function newReward(key: string): RewardDraft {
  return {
    key,
    id: null,
    type: 'POINT',
    name: '',
    quantity: '1',
    stock: '',
    externalId: '',
    codePool: false,
  };
}

type StoredEvent = Pick<
  EventDetailsFragment,
  'title' | 'description' | 'startAt' | 'endAt' | 'claimUntil' | 'payout' | 'conditions'
> & {
  readonly rewards: ReadonlyArray<RewardDetailsFragment & { readonly codes?: object | null }>;
};

export function draftOf(event: StoredEvent): EventDraft {
  return {
    title: event.title,
    description: event.description,
    startAt: event.startAt,
    endAt: event.endAt,
    claimUntil: event.claimUntil,
    payout: event.payout,
    conditions: event.conditions.map(({ id, kind, target, requiredEvent, activityKind, audience }) => ({
      key: id,
      id,
      kind,
      target: String(target),
      requiredEvent,
      activityKind: activityKind ?? '',
      audience,
    })),
    rewards: event.rewards.map(({ id, type, name, quantity, stock, externalId, codes }) => ({
      key: id,
      id,
      type,
      name,
      quantity: String(quantity),
      stock: stock === null ? '' : String(stock),
      externalId: externalId ?? '',
      codePool: codes != null,
    })),
  };
}

export function conditionInput({
  kind,
  target,
  requiredEvent,
  activityKind,
  audience,
}: ConditionDraft): ConditionInput {
  const definition = definitionOf(kind);
  return {
    kind,
    ...(definition?.target.implied === undefined && { target: wholeNumber(target) }),
    ...(definition?.parameters.includes('requiredEventId') && { requiredEventId: requiredEvent?.id ?? '' }),
    ...(definition?.parameters.includes('activityKind') && { activityKind: activityKind.trim() }),
    ...(definition?.parameters.includes('audienceId') && { audienceId: audience?.id ?? '' }),
  };
}

export function rewardInput(draft: RewardDraft): RewardInput {
  const { type, name, quantity, stock, externalId } = draft;
  const codePool = givesCodes(draft);
  return {
    type,
    name: name.trim(),
    quantity: codePool ? 1 : wholeNumber(quantity),
    stock: codePool || stock.trim() === '' ? null : wholeNumber(stock),
    externalId: externalId.trim() === '' ? null : externalId.trim(),
    ...(codePool && { codePool }),
  };
}

/** @param draft one without faults */
export function createInput(draft: EventDraft, active: boolean, idempotencyKey: string): CreateEventInput {
  return {
    title: draft.title.trim(),
    description: draft.description,
    startAt: draft.startAt ?? '',
    endAt: draft.endAt,
    claimUntil: draft.claimUntil,
    payout: draft.payout,
    conditions: draft.conditions.map(conditionInput),
    rewards: draft.rewards.map(rewardInput),
    active,
    idempotencyKey,
  };
}
