import { registerEnumType } from 'type-graphql';
import { CONDITION_KINDS } from '../domain/conditions';
import { RequestStatus } from '../domain/request-status';
import type { BucketUnit } from '../domain/time-buckets';
import type { ROLES } from '../domain/viewer';
import { REFUSAL_CODES } from '../errors';

/** A GraphQL enum whose words stand for themselves, each with its description. */
function words<W extends string>(name: string, description: string, descriptions: Record<W, string>) {
  const values = Object.fromEntries(Object.keys(descriptions).map((word) => [word, word])) as { [K in W]: K };
  register(name, description, values, descriptions);
  return values;
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

export const RoleEnum = words<(typeof ROLES)[number]>('Role', 'What an account may do.', {
  USER: 'Checks in and claims rewards.',
  OPERATOR: 'Runs events, conditions, rewards and decisions.',
  AUDITOR: 'Reads everything but secrets and changes nothing.',
  ADMIN:
    'Does what an operator does, reads what an auditor reads, and alone changes roles and disables accounts.',
});

export const BucketUnitEnum = words<BucketUnit>('BucketUnit', "What a bucket is, in the service's zone.", {
  HOUR: 'A full hour of the wall clock.',
  DAY: 'A service day.',
});

export const RefusalCodeEnum = words(
  'RefusalCode',
  'Refusals: `userErrors[].code`, `failureCode`, `blockedBy`. A client treats an unknown value as a plain refusal and shows `message`.',
  REFUSAL_CODES,
);

export const EventStateEnum = words(
  'EventState',
  'INACTIVE wins over the window: an event is IN_PROGRESS when active and startAt <= now < endAt (no endAt: open).',
  {
    UPCOMING: 'Active, and startAt is yet to come.',
    IN_PROGRESS: 'Active, and now is inside the window.',
    ENDED: 'Active, and endAt has passed.',
    INACTIVE: 'Paused, or not yet activated.',
    ARCHIVED: 'Closed for good: no edits, no claims.',
  },
);

export const PayoutModeEnum = words(
  'PayoutMode',
  'AUTO pays at once when every condition is met; MANUAL leaves the request PENDING for an operator.',
  {
    AUTO: 'A request that meets every condition is paid at once.',
    MANUAL: 'A request that meets every condition waits for an operator.',
  },
);

export const ConditionKindEnum = words<(typeof CONDITION_KINDS)[number]>(
  'ConditionKind',
  'What a condition asks of a user.',
  {
    CONSECUTIVE_ATTENDANCE: "target consecutive service days, all inside the event's window.",
    TOTAL_ATTENDANCE: "target distinct service days inside the event's window.",
    ACCOUNT_AGE: 'the account is at least target days old when the request is made.',
    EVENT_REWARDED:
      'another event (requiredEventId) was rewarded to the same user. An active event may not require its own reward by way of others (EVENT_INCOMPLETE).',
  },
);

export const RewardTypeEnum = words('RewardType', 'What kind of thing a reward is.', {
  POINT: 'Points, summed up in User.points.',
  COUPON: "A coupon; externalId names it in the client's systems.",
  ITEM: "An item; externalId names it in the client's systems.",
});

register('RequestStatus', 'Stored as 0, 1, 2: the guard index counts 0 and 1.', RequestStatus, {
  PENDING: 'Waits for a decision and holds the slot.',
  SUCCESS: 'Paid: the grants are in the request. Final.',
  FAILED: 'Refused, by the rules or by an operator. Final; the user may ask again.',
});
export const RequestStatusEnum = RequestStatus;
