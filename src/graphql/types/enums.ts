import { registerEnumType } from 'type-graphql';
import type { Recurrence } from '../../domain/recurrence';
import { CONDITION_KINDS, CONDITIONS, type ConditionKind } from '../../domain/conditions';
import type { RequestSource } from '../../domain/request-source';
import { RequestStatus } from '../../domain/request-status';
import type { DeliveryOutcome, DeliveryState, PayoutMode, RewardType } from '../../domain/reward';
import type { PayoutChange, PayoutState } from '../../domain/payouts';
import type { FeedType } from '../../domain/reward-feed';
import type { EventOrder, EventPhase } from '../../domain/event-window';
import type { BucketUnit } from '../../domain/time-buckets';
import type { ServiceScope } from '../../domain/service-scopes';
import type { WebhookDeliveryState } from '../../domain/webhook-rules';
import type { ROLES } from '../../domain/viewer';
import { REFUSAL_CODES } from '../../errors';

const UNKNOWN_DESCRIPTION = 'A value that only a newer server knows. Inputs reject it.';

/** A GraphQL enum whose values are their names, each with its description. */
export function words<W extends string>(name: string, description: string, descriptions: Record<W, string>) {
  const values = Object.fromEntries(Object.keys(descriptions).map((word) => [word, word])) as { [K in W]: K };
  register(name, description, values, descriptions);
  return values;
}

/** Words that are stored: a database may hold some that only newer servers know. */
function storedWords<W extends string>(name: string, description: string, descriptions: Record<W, string>) {
  const all = { ...descriptions, UNKNOWN: UNKNOWN_DESCRIPTION };
  return words<W | 'UNKNOWN'>(name, description, all);
}

function register<W extends string>(
  name: string,
  description: string,
  values: Record<W, string | number>,
  descriptions: Record<W, string>,
): void {
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(descriptions).map(([word, text]) => [word, { description: text }]),
  ) as Record<W, { description: string }>;
  registerEnumType(values, { name, description, valuesConfig });
}

export const RoleEnum = storedWords<(typeof ROLES)[number]>('Role', 'The rights of an account.', {
  USER: 'Checks in and requests rewards.',
  OPERATOR: 'Manages events and decides requests.',
  AUDITOR: 'Reads everything except secrets and changes nothing.',
  ADMIN: 'Has the rights of OPERATOR and AUDITOR, changes roles and disables accounts.',
});

export const ServiceScopeEnum = words<ServiceScope>(
  'ServiceScope',
  'A right of a service key. A key receives FORBIDDEN for everything that its scopes do not open.',
  {
    USERS_WRITE: 'Creates accounts and gives them identities.',
    ACTIVITIES_WRITE: "Records activities under the key's source, and voids them.",
    CLAIMS_WRITE: 'Checks users in and requests rewards for them.',
    GRANTS_READ: 'Reads what happens to rewards.',
    GRANTS_ACKNOWLEDGE: 'Reports which rewards were delivered.',
  },
);

export const RecurrenceEnum = words<Recurrence>('Recurrence', 'When the occurrences of a series begin.', {
  DAILY: 'On every service day.',
  WEEKLY: 'On the weekday of the first day.',
  MONTHLY: "On the first day's day of the month, or on the last day of a month that lacks it.",
});

export const EventOrderEnum = words<EventOrder>('EventOrder', 'What a list of events is ordered by.', {
  START_AT: 'The first instant of the window.',
  END_AT: 'The first instant after the window. Events without an end are left out.',
});

export const BucketUnitEnum = words<BucketUnit>(
  'BucketUnit',
  "The length of a bucket, in the service's time zone.",
  {
    HOUR: 'A full hour of local time.',
    DAY: 'A service day.',
  },
);

export const RefusalCodeEnum = words(
  'RefusalCode',
  'Reasons why a rule refuses something: `userErrors[].code`, `failureCode` and `blockedBy`. Treat a value that you do not know as a refusal and show `message`.',
  REFUSAL_CODES,
);

export const EventStateEnum = words(
  'EventState',
  'The state of an event now. INACTIVE takes precedence over the window.',
  {
    UPCOMING: 'Active, and now < `startAt`.',
    IN_PROGRESS: 'Active, and `startAt` <= now < `endAt`. Without `endAt` the window has no end.',
    ENDED: 'Active, and now >= `endAt`.',
    INACTIVE: 'Paused, or not yet activated.',
    ARCHIVED: 'Permanently closed: no changes and no requests.',
  },
);

export const EventPhaseEnum = words<EventPhase>(
  'EventPhase',
  'The state of an event now, with INACTIVE divided into DRAFT and PAUSED.',
  {
    DRAFT: 'INACTIVE, and never active before: `draft` is true.',
    PAUSED: 'INACTIVE, but no draft.',
    UPCOMING: 'As the state UPCOMING.',
    IN_PROGRESS: 'As the state IN_PROGRESS.',
    ENDED: 'As the state ENDED.',
    ARCHIVED: 'As the state ARCHIVED.',
  },
);

export const PayoutModeEnum = storedWords<PayoutMode>(
  'PayoutMode',
  'How requests that meet every condition are paid.',
  {
    AUTO: 'A request that meets every condition is paid at once.',
    MANUAL: 'A request that meets every condition waits for an operator.',
  },
);

export const ConditionKindEnum = storedWords<ConditionKind>(
  'ConditionKind',
  'What a condition asks of a user.',
  Object.fromEntries(CONDITION_KINDS.map((kind) => [kind, CONDITIONS[kind].schemaDescription])) as Record<
    ConditionKind,
    string
  >,
);

export const RewardTypeEnum = storedWords<RewardType>('RewardType', 'The type of a reward.', {
  POINT: 'Points. `User.points` is their sum.',
  COUPON: "A coupon. `externalId` identifies it in the client's systems.",
  ITEM: "An item. `externalId` identifies it in the client's systems.",
});

export const RequestSourceEnum = storedWords<RequestSource>('RequestSource', 'Where a request comes from.', {
  USER: 'The user sent it.',
  SERVICE: 'A backend sent it for the user, with a service key.',
  PAYOUT: 'A payout to an audience made it.',
});

export const PayoutStateEnum = words<PayoutState>('PayoutState', 'The state of a payout.', {
  AWAITING_APPROVAL: 'Another account than the one that started it must approve it.',
  RUNNING: 'Its members are being paid.',
  PAUSED: 'A person paused it, or the event takes no requests: `pausedReason`.',
  DONE: 'Every member has an answer. Final.',
  CANCELLED: 'A person cancelled it. What was paid stays paid. Final.',
});

export const PayoutChangeEnum = words<PayoutChange>('PayoutChange', 'A change of a payout.', {
  APPROVE: 'Lets a payout that awaits approval run.',
  PAUSE: 'Stops a running payout after its present step.',
  RESUME: 'Lets a paused payout run again.',
  CANCEL: 'Ends a payout. A step that is under way may still pay.',
});

export const FeedEntryTypeEnum = storedWords<FeedType>(
  'FeedEntryType',
  'The type of an entry of the reward feed.',
  {
    REWARD_GRANTED: 'A request was paid; its grants are to be handed over.',
    REWARD_REVOKED: 'A payment was taken back.',
    REQUEST_PENDING: "A request waits for an operator's decision.",
    REQUEST_REJECTED: 'An operator rejected a request, or its account was erased.',
    USER_ERASED: "A user's personal data was erased; delete it elsewhere too.",
  },
);

export const WebhookDeliveryStateEnum = words<WebhookDeliveryState>(
  'WebhookDeliveryState',
  'The state of a message to an endpoint.',
  {
    WAITING: 'It is being sent, or will be sent again.',
    DELIVERED: 'The endpoint accepted it.',
    EXHAUSTED: 'All 10 attempts failed. It is sent again only by `replayWebhook`.',
  },
);

register('RequestStatus', 'The status of a request.', RequestStatus, {
  PENDING: "Waits for an operator's decision. The user cannot send another request for the event.",
  SUCCESS: 'Paid, with the grants in the request. Final.',
  FAILED: 'Refused by the rules or by an operator. Final. The user may send a new request.',
});
export const RequestStatusEnum = RequestStatus;

export const DeliveryOutcomeEnum = words<DeliveryOutcome>(
  'DeliveryOutcome',
  'The result of handing a grant over.',
  { DELIVERED: 'The grant was handed over. Final.', FAILED: 'It could not be handed over.' },
);

export const DeliveryStateEnum = words<DeliveryState>(
  'DeliveryState',
  'Whether a grant has been handed over.',
  {
    WAITING: 'Nothing was acknowledged yet.',
    DELIVERED: 'It was handed over. Final.',
    FAILED: 'The hand-over failed. It may still be delivered.',
  },
);
