// Made from schema/operations by npm run codegen.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { CallOptions, Keyed, Operation } from './call.ts';
import type { Result } from './failure.ts';
/** Selects lines of the access log. An omitted field does not restrict the list. */
export type AccessLogFilter = {
  /** Lines of this member of staff. */
  actorId?: string | null | undefined;
  /** Lines at or after this instant. */
  from?: string | null | undefined;
  /** Lines before this instant. */
  to?: string | null | undefined;
  /** Lines about this account's data. */
  userId?: string | null | undefined;
};

/** Grants to acknowledge. */
export type AcknowledgeGrantsInput = {
  /** 1 to 200, each grant once. */
  grants: Array<GrantAcknowledgement>;
};

/** Selects activities. An omitted field does not restrict the list. */
export type ActivityFilter = {
  /** Activities that occurred at or after this instant. */
  from?: string | null | undefined;
  /** Activities of this kind. */
  kind?: string | null | undefined;
  /** Activities that occurred before this instant. */
  to?: string | null | undefined;
  /** Activities of this user. */
  userId?: string | null | undefined;
  /** True: only voided activities. False: only those that are not voided. */
  voided?: boolean | null | undefined;
};

/** Something that a user did. A row outside of the limits below is INVALID. */
export type ActivityInput = {
  /** Your id of the row, 1 to 128 characters. Unique for each user and source. */
  externalId: string;
  /** What was done: 1 to 64 of the characters a-z, 0-9, `_` and `.`. */
  kind: string;
  /** When it was done. */
  occurredAt: string;
  /** How much was done, 1 to 1,000,000,000. */
  quantity?: number;
  /** The account, by its id or an identity. */
  user: UserRef;
};

/** The result for a row. */
export type ActivityOutcomeCode =
  /** Another row was recorded under this `externalId`. It stays as it is. */
  | 'CONFLICT'
  /** The same row was recorded before. Nothing changed. */
  | 'DUPLICATE'
  /** A value is outside of its limits. */
  | 'INVALID'
  /** The activity occurred more than 2 minutes from now. */
  | 'IN_FUTURE'
  /** The activity was recorded. */
  | 'RECORDED'
  /** The activity occurred too long ago. The service’s configuration says how long that is. */
  | 'TOO_LATE'
  /** The user has 1,000 rows of this kind on this service day. Aggregate rows with `quantity`. */
  | 'TOO_MANY'
  /** There is no such account, or it is disabled, erased or not a USER. */
  | 'UNKNOWN_USER';

/** An activity, by its user and the id that its source gave it. */
export type ActivityRef = {
  /** The id that the source gave the activity. */
  externalId: string;
  /** The account. */
  user: UserRef;
};

/** Accounts to add to an audience. */
export type AddAudienceMembersInput = {
  /** The audience. */
  audienceId: string;
  /** true: nobody is added, and `added` is the number of those who would be. */
  dryRun?: boolean;
  /** The accounts, 1 to 200. The command import-audience adds many at once. */
  users: Array<UserRef>;
};

/** Adds a condition to an event. */
export type AddConditionInput = {
  /** The new condition. */
  condition: ConditionInput;
  /** The event. */
  eventId: string;
  /** The version of the event that the change is based on. */
  expectedVersion: number;
};

/** Adds a reward to an event. */
export type AddRewardInput = {
  /** The event. */
  eventId: string;
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The new reward. */
  reward: RewardInput;
};

/** A note: on exactly one of `userId` and `requestId`. */
export type AddStaffNoteInput = {
  /** 1 to 128 characters of your choice. A retry with the same key and input returns the same note. */
  idempotencyKey?: string | null | undefined;
  /** The request that the note is on. */
  requestId?: string | null | undefined;
  /** The note, 1 to 1,000 characters. It is part of the data export of the account, and erased with it. */
  text: string;
  /** The account that the note is on. */
  userId?: string | null | undefined;
};

/** Changes stock by a signed number of units. OUT_OF_STOCK if stock would fall below zero; BAD_USER_INPUT for an unlimited reward. A retry with the same key returns the same result. */
export type AdjustRewardStockInput = {
  /** Units to add; negative to remove. Must not be 0. */
  delta: number;
  /** The reward. */
  id: string;
  /** Up to 128 characters of your choice. A retry with the same key changes nothing further. createEvent and adjustRewardStock share one key space. */
  idempotencyKey: string;
  /** The reason, up to 1,000 characters. It is stored in the audit entry. */
  reason: string;
};

/** The request to approve. */
export type ApproveRewardRequestInput = {
  /** The pending request. */
  id: string;
  /** A message to the user, up to 1,000 characters. */
  note?: string | null | undefined;
};

/** The requests to approve. */
export type ApproveRewardRequestsInput = {
  /** The pending requests: 1 to 25, each once. */
  ids: Array<string>;
  /** A message to all of these users, up to 1,000 characters. */
  note?: string | null | undefined;
};

/** Archives an event permanently. */
export type ArchiveEventInput = {
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The event. */
  id: string;
  /** The reason, up to 1,000 characters. It is stored in the audit entry, and users never see it. */
  reason?: string | null | undefined;
};

/** Selects audit entries. An omitted field does not restrict the list. */
export type AuditFilter = {
  /** Entries with any of these actions; at most 100 names. */
  actions?: Array<string> | null | undefined;
  /** Entries of this actor. */
  actorId?: string | null | undefined;
  /** Entries at or after this instant. */
  from?: string | null | undefined;
  /** The record that was changed. */
  targetId?: string | null | undefined;
  /** The type of the changed record, such as `Event`. */
  targetType?: string | null | undefined;
  /** Entries before this instant. */
  to?: string | null | undefined;
};

/** The length of a bucket, in the service's time zone. */
export type BucketUnit =
  /** A service day. */
  | 'DAY'
  /** A full hour of local time. */
  | 'HOUR';

/** The old and the new password. */
export type ChangePasswordInput = {
  /** The current password. */
  currentPassword: string;
  /** 8 to 256 characters, compared exactly. The most common passwords are refused. */
  newPassword: string;
};

/** A change of a payout. */
export type ChangePayoutInput = {
  /** What to change. */
  change: PayoutChange;
  /** The payout. */
  id: string;
  /** Why, up to 1,000 characters. It is stored in the audit entry. */
  reason?: string | null | undefined;
};

/** An account's new role. */
export type ChangeUserRoleInput = {
  /** The reason, up to 1,000 characters. It is stored in the audit entry. */
  reason?: string | null | undefined;
  /** The new role. */
  role: Role;
  /** The account. */
  userId: string;
};

/** The user to check in. */
export type CheckAttendanceForInput = {
  /** The user, by id or identity. */
  user: UserRef;
};

/** A condition to create or to replace. */
export type ConditionInput = {
  /** The kind of the activities that count: 1 to 64 of the characters a-z, 0-9, `_` and `.`. Required for the kinds about activities, refused for other kinds. */
  activityKind?: string | null | undefined;
  /** The sealed audience that the user must be in. Required for IN_AUDIENCE, refused for other kinds. */
  audienceId?: string | null | undefined;
  /** The kind of condition. */
  kind: ConditionKind;
  /** The other event that must have been rewarded. Required for EVENT_REWARDED, refused for other kinds. */
  requiredEventId?: string | null | undefined;
  /** The number required, at least 1: at most 366 for kinds that count days other than ACCOUNT_AGE, at most 1,000,000 for ACTIVITY_COUNT. Required, except for EVENT_REWARDED and IN_AUDIENCE, where it is 1. */
  target?: number | null | undefined;
};

/** What a condition asks of a user. */
export type ConditionKind =
  /** The account is at least `target` days old when the request is made. */
  | 'ACCOUNT_AGE'
  /** The user has at least `target` activities of `activityKind` inside the event's window: `startAt` <= `occurredAt` < `endAt`. Voided ones do not count. */
  | 'ACTIVITY_COUNT'
  /** The user has activities of `activityKind` on at least `target` distinct service days inside the event's window. Voided ones do not count. */
  | 'ACTIVITY_DAYS'
  /** The quantities of the user's activities of `activityKind` inside the event's window add up to at least `target`. Voided ones do not count. */
  | 'ACTIVITY_SUM'
  /** The user checked in on `target` consecutive service days inside the event's window. Excused days neither count nor break the run. A window of more than 732 days counts by its last 732 days before the request. */
  | 'CONSECUTIVE_ATTENDANCE'
  /** The same user was rewarded for another event (`requiredEventId`). Active events must not require each other in a circle (EVENT_INCOMPLETE). */
  | 'EVENT_REWARDED'
  /** The user is in an audience (`audienceId`), which is sealed. */
  | 'IN_AUDIENCE'
  /** The user checked in on `target` distinct service days inside the event's window. A window of more than 732 days counts by its last 732 days before the request. */
  | 'TOTAL_ATTENDANCE'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN';

/** A new audience. */
export type CreateAudienceInput = {
  /** What staff call it, 1 to 200 characters. */
  name: string;
};

/** A new event. An event that is created active must be complete. */
export type CreateEventInput = {
  /** Whether the event accepts requests within its window. */
  active?: boolean;
  /** Requests are accepted before this instant, at or after `endAt`. Null or omitted: before `endAt`. */
  claimUntil?: string | null | undefined;
  /** All conditions must be met. At most 20. */
  conditions?: Array<ConditionInput>;
  /** Up to 10,000 characters. */
  description?: string;
  /** The first instant after the window. Null or omitted: the event has no end. */
  endAt?: string | null | undefined;
  /** Up to 128 characters of your choice. A retry with the same key and input returns the same event in its current state. createEvent and adjustRewardStock share one key space. */
  idempotencyKey?: string | null | undefined;
  /** Whether a request that meets the conditions is paid at once or waits for an operator. */
  payout?: PayoutMode;
  /** A paid request receives all rewards. At most 20. */
  rewards?: Array<RewardInput>;
  /** The first instant of the window. It may be in the past. */
  startAt: string;
  /** Shown to users. 1 to 200 characters, at least one of them visible. */
  title: string;
};

/** A new series. Its template is an event: each occurrence is a copy of it. */
export type CreateSeriesInput = {
  /** Requests are accepted for so many hours after the end of an occurrence, 0 to 8,760. */
  claimGraceHours?: number;
  /** The service day on which the first occurrence begins. It may be in the past. */
  firstDay: string;
  /** Up to 128 characters of your choice. A retry with the same key and input returns the same series in its current state. All keyed changes of events share one key space. */
  idempotencyKey?: string | null | undefined;
  /** No occurrence begins after this day, at or after `firstDay`. Null or omitted: there is no last one. */
  lastDay?: string | null | undefined;
  /** When an occurrence begins. */
  recurrence: Recurrence;
  /** The event to copy. It must be inactive and have had no live request. From then on it cannot be activated; changes of it reach the occurrences that are created later. */
  templateEventId: string;
  /** What operators call the series, 1 to 200 characters. */
  title: string;
};

/** A new service key. */
export type CreateServiceKeyInput = {
  /** From this instant on the key is refused; in the future. Omitted: the key does not expire. */
  expiresAt?: string | null | undefined;
  /** What people call the key, 1 to 200 characters. */
  name: string;
  /** What the key may do: at least one scope, each once. */
  scopes: Array<ServiceScope>;
  /** The source under which the key records activities: 1 to 128 letters, digits and `. _ - ~ / :`, beginning with a letter or digit. Several keys may share one, so that a new key can replace an old one. */
  source: string;
};

/** An endpoint to create. */
export type CreateWebhookEndpointInput = {
  /** The sequence of the first entry to send, at most one beyond the last entry. Omitted: entries from now on. */
  fromSequence?: number | null | undefined;
  /** The types of entries that it receives; each at most once. At least one. */
  types: Array<FeedEntryType>;
  /** An https URL without credentials and fragment, up to 2,000 characters. Outside production http is accepted for loopback addresses. */
  url: string;
};

/** The result of handing a grant over. */
export type DeliveryOutcome =
  /** The grant was handed over. Final. */
  | 'DELIVERED'
  /** It could not be handed over. */
  | 'FAILED';

/** Whether a grant has been handed over. */
export type DeliveryState =
  /** It was handed over. Final. */
  | 'DELIVERED'
  /** The hand-over failed. It may still be delivered. */
  | 'FAILED'
  /** Nothing was acknowledged yet. */
  | 'WAITING';

/** A copy of an event with dates of its own. */
export type DuplicateEventInput = {
  /** Requests are accepted before this instant, at or after `endAt`. Null or omitted: before `endAt`. */
  claimUntil?: string | null | undefined;
  /** The first instant after the window. Null or omitted: the event has no end. */
  endAt?: string | null | undefined;
  /** The event to copy. It may be archived. */
  id: string;
  /** Up to 128 characters of your choice. A retry with the same key and input returns the same event in its current state. All keyed changes of events share one key space. */
  idempotencyKey?: string | null | undefined;
  /** The first instant of the window. It may be in the past. */
  startAt: string;
  /** 1 to 200 characters, at least one of them visible. Null or omitted: the source's title as it is now. */
  title?: string | null | undefined;
};

/** A login of the own account. */
export type EndLoginInput = {
  /** The login, which may be the current one. */
  id: string;
};

/** Proof that the owner of the account is present: exactly one of the two. */
export type EraseMyAccountInput = {
  /** A token of an identity of the account that was issued at most 5 minutes ago. */
  identityToken?: string | null | undefined;
  /** The password, compared exactly. */
  password?: string | null | undefined;
};

/** An account whose personal data is to be erased. */
export type EraseUserInput = {
  /** The reason, 1 to 1,000 characters. It is stored with the audit entry and erased with the account, so name a ticket instead of the person. */
  reason: string;
  /** The account. Its role must be USER. */
  userId: string;
};

/** Selects events. An omitted field does not restrict the list. */
export type EventFilter = {
  /** Events that are in one of these phases now; each phase at most once. They are the states, but tell drafts from paused events. DRAFT, PAUSED and ARCHIVED events are not visible to a USER. */
  phases?: Array<EventPhase> | null | undefined;
  /** Events that are in one of these states now; each state at most once. INACTIVE and ARCHIVED events are not visible to a USER. */
  states?: Array<EventState> | null | undefined;
  /** Text that the title contains. Case and Unicode form do not matter. */
  titleContains?: string | null | undefined;
};

/** What a list of events is ordered by. */
export type EventOrder =
  /** The first instant after the window. Events without an end are left out. */
  | 'END_AT'
  /** The first instant of the window. */
  | 'START_AT';

/** The state of an event now, with INACTIVE divided into DRAFT and PAUSED. */
export type EventPhase =
  /** As the state ARCHIVED. */
  | 'ARCHIVED'
  /** INACTIVE, and never active before: `draft` is true. */
  | 'DRAFT'
  /** As the state ENDED. */
  | 'ENDED'
  /** As the state IN_PROGRESS. */
  | 'IN_PROGRESS'
  /** INACTIVE, but no draft. */
  | 'PAUSED'
  /** As the state UPCOMING. */
  | 'UPCOMING';

/** The state of an event now. INACTIVE takes precedence over the window. */
export type EventState =
  /** Permanently closed: no changes and no requests. */
  | 'ARCHIVED'
  /** Active, and now >= `endAt`. */
  | 'ENDED'
  /** Paused, or not yet activated. */
  | 'INACTIVE'
  /** Active, and `startAt` <= now < `endAt`. Without `endAt` the window has no end. */
  | 'IN_PROGRESS'
  /** Active, and now < `startAt`. */
  | 'UPCOMING';

/** A day to excuse. */
export type ExcuseDayInput = {
  /** Today or one of the last 30 service days. */
  day: string;
  /** Why, 1 to 1,000 characters. Users may read it, and it is stored in the audit entry. */
  reason: string;
};

/** The type of an entry of the reward feed. */
export type FeedEntryType =
  /** A request waits for an operator's decision. */
  | 'REQUEST_PENDING'
  /** An operator rejected a request, or its account was erased. */
  | 'REQUEST_REJECTED'
  /** A request was paid; its grants are to be handed over. */
  | 'REWARD_GRANTED'
  /** A payment was taken back. */
  | 'REWARD_REVOKED'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN'
  /** A user's personal data was erased; delete it elsewhere too. */
  | 'USER_ERASED';

/** The result of handing one grant over. */
export type GrantAcknowledgement = {
  /** The grant. */
  grantId: string;
  /** Whether it was handed over. */
  outcome: DeliveryOutcome;
  /** Your own name of the hand-over, 1 to 200 characters. */
  reference?: string | null | undefined;
  /** The request that was paid. */
  requestId: string;
};

/** An identity of an account: a subject, as its issuer names it. */
export type IdentityInput = {
  /** The issuer, 1 to 255 characters. Compared byte by byte. */
  issuer: string;
  /** The subject, 1 to 255 characters. Compared byte by byte. */
  subject: string;
};

/** A fresh token of an identity provider. */
export type LinkIdentityInput = {
  /** As for loginWithIdentity; issued within the last 5 minutes. */
  token: string;
};

/** The account that logs in. */
export type LoginInput = {
  /** The password, compared exactly. */
  password: string;
  /** The username. Case and Unicode form do not matter. */
  username: string;
};

/** A token of an identity provider. */
export type LoginWithIdentityInput = {
  /** A JWT that an issuer of IDENTITY_ISSUERS signed for one of its audiences. */
  token: string;
};

/** The login to end. */
export type LogoutInput = {
  /** Ends every login of the account. */
  everywhere?: boolean;
  /** A refresh token of the login to end. Omitted: the login of the access token. */
  refreshToken?: string | null | undefined;
};

/** Selects requests of the caller. An omitted field does not restrict the list. */
export type MyRewardRequestFilter = {
  /** Requests for this event. */
  eventId?: string | null | undefined;
  /** Requests with one of these statuses; each status at most once. */
  statuses?: Array<RequestStatus> | null | undefined;
};

/** A change of a payout. */
export type PayoutChange =
  /** Lets a payout that awaits approval run. */
  | 'APPROVE'
  /** Ends a payout. A step that is under way may still pay. */
  | 'CANCEL'
  /** Stops a running payout after its present step. */
  | 'PAUSE'
  /** Lets a paused payout run again. */
  | 'RESUME';

/** How requests that meet every condition are paid. */
export type PayoutMode =
  /** A request that meets every condition is paid at once. */
  | 'AUTO'
  /** A request that meets every condition waits for an operator. */
  | 'MANUAL'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN';

/** The state of a payout. */
export type PayoutState =
  /** Another account than the one that started it must approve it. */
  | 'AWAITING_APPROVAL'
  /** A person cancelled it. What was paid stays paid. Final. */
  | 'CANCELLED'
  /** Every member has an answer. Final. */
  | 'DONE'
  /** A person paused it, or the event takes no requests: `pausedReason`. */
  | 'PAUSED'
  /** Its members are being paid. */
  | 'RUNNING';

/** Records activities of the service key’s source. */
export type RecordActivitiesInput = {
  /** The rows, 1 to 200. */
  activities: Array<ActivityInput>;
};

/** When the occurrences of a series begin. */
export type Recurrence =
  /** On every service day. */
  | 'DAILY'
  /** On the first day's day of the month, or on the last day of a month that lacks it. */
  | 'MONTHLY'
  /** On the weekday of the first day. */
  | 'WEEKLY';

/** A one-time password, and the password that takes its place. */
export type RedeemOneTimePasswordInput = {
  /** 8 to 256 characters, compared exactly. The most common passwords and the one-time password are refused. */
  newPassword: string;
  /** The one-time password, compared exactly. */
  oneTimePassword: string;
  /** The username. Case and Unicode form do not matter. */
  username: string;
};

/** The refresh token to exchange. */
export type RefreshTokensInput = {
  /** The newest refresh token of the login. It can be used once. */
  refreshToken: string;
};

/** Reasons why a rule refuses something: `userErrors[].code`, `failureCode` and `blockedBy`. Treat a value that you do not know as a refusal and show `message`. */
export type RefusalCode =
  /** The account is disabled. A pending request of it can be rejected but not approved. */
  | 'ACCOUNT_DISABLED'
  /** The account was erased, which cannot be undone. */
  | 'ACCOUNT_ERASED'
  /** The grant was acknowledged with another outcome or reference. */
  | 'ACKNOWLEDGED_OTHERWISE'
  /** The request has already been decided. */
  | 'ALREADY_DECIDED'
  /** A request of this user for this event is pending. */
  | 'ALREADY_REQUESTED'
  /** The payment has already been revoked. */
  | 'ALREADY_REVOKED'
  /** This user has already been rewarded for this event. */
  | 'ALREADY_REWARDED'
  /** The audience has no members. */
  | 'AUDIENCE_EMPTY'
  /** The audience is not sealed yet. Only a sealed audience can be used. */
  | 'AUDIENCE_NOT_SEALED'
  /** The audience is sealed, or is being sealed: nobody can be added to it. */
  | 'AUDIENCE_SEALED'
  /** Not every condition of the event is met. */
  | 'CONDITIONS_NOT_MET'
  /** The request could not be decided at the moment. Send it again. */
  | 'DECISION_UNAVAILABLE'
  /** The event is archived and can no longer be changed. */
  | 'EVENT_ARCHIVED'
  /** The event has ended. */
  | 'EVENT_ENDED'
  /** The event has had a live request: conditions, rewards, payout, startAt and an earlier endAt or claimUntil are frozen. */
  | 'EVENT_HAS_REQUESTS'
  /** The event is paused or archived. */
  | 'EVENT_INACTIVE'
  /** An active event needs a reward, a condition unless payout is MANUAL, and startAt before endAt. Events must not require each other in a circle. */
  | 'EVENT_INCOMPLETE'
  /** The event has not started yet. */
  | 'EVENT_NOT_STARTED'
  /** There is no such grant. */
  | 'GRANT_NOT_FOUND'
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** Another account has this identity. */
  | 'IDENTITY_TAKEN'
  /** The issuer is not allowed here: labels of your own match [a-z0-9_.-]{1,64}, and issuers of tokens are linked by their tokens only. */
  | 'ISSUER_NOT_ALLOWED'
  /** The last admin can be neither demoted nor disabled. */
  | 'LAST_ADMIN'
  /** The account would have neither a password nor an identity to log in with. */
  | 'LAST_WAY_IN'
  /** Only accounts with the role USER can be erased. Make the account a USER first. */
  | 'NOT_ERASABLE'
  /** Only a paid request can be revoked. */
  | 'NOT_REVOCABLE'
  /** There is not enough stock. */
  | 'OUT_OF_STOCK'
  /** Another account than the one that started the payout must approve it. */
  | 'PAYOUT_NEEDS_ANOTHER_PERSON'
  /** The state of the payout does not allow this change. */
  | 'PAYOUT_NOT_RUNNING'
  /** An operator rejected the request. */
  | 'REJECTED'
  /** There is no such request. */
  | 'REQUEST_NOT_FOUND'
  /** You can neither decide nor revoke a request of your own account. */
  | 'SELF_DECISION_FORBIDDEN'
  /** The series has ended and can no longer be changed. */
  | 'SERIES_ENDED'
  /** The event or series has changed since that version was read. */
  | 'STALE_VERSION'
  /** The record has 200 notes, which is the limit. */
  | 'TOO_MANY_NOTES'
  /** Refused for a reason that only a newer server knows. */
  | 'UNKNOWN'
  /** No account that can act has this id or identity. */
  | 'UNKNOWN_USER'
  /** The username is taken. */
  | 'USERNAME_TAKEN';

/** A new account. */
export type RegisterInput = {
  /** 8 to 256 characters, compared exactly. The most common passwords are refused. */
  password: string;
  /** 3 to 32 letters and digits of one script, ".", "_" and "-". Shown as typed. Unique regardless of case and Unicode form. */
  username: string;
};

/** The request to reject. */
export type RejectRewardRequestInput = {
  /** The pending request. */
  id: string;
  /** The reason, which the user can read. 1 to 1,000 characters, at least one of them visible. */
  reason: string;
};

/** The requests to reject. */
export type RejectRewardRequestsInput = {
  /** The pending requests: 1 to 25, each once. */
  ids: Array<string>;
  /** The reason, which all of these users can read. 1 to 1,000 characters, at least one of them visible. */
  reason: string;
};

/** Removes a condition from its event. */
export type RemoveConditionInput = {
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The condition. */
  id: string;
};

/** A day that is to be no longer excused. */
export type RemoveExcusedDayInput = {
  /** The day. */
  day: string;
  /** Why, 1 to 1,000 characters. It is stored in the audit entry. */
  reason: string;
};

/** Removes a reward from its event. */
export type RemoveRewardInput = {
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The reward. */
  id: string;
};

/** An endpoint to remove. */
export type RemoveWebhookEndpointInput = {
  /** The endpoint. */
  id: string;
};

/** A range of the feed to send again. */
export type ReplayWebhookInput = {
  /** The first sequence. */
  fromSequence: number;
  /** The endpoint. */
  id: string;
  /** The last sequence, at least `fromSequence` and at most the endpoint's `cursor`. */
  toSequence: number;
};

/** A request for the rewards of an event, sent for a user. */
export type RequestRewardForInput = {
  /** The event. */
  eventId: string;
  /** 1 to 128 characters of your choice. A retry with the same key returns the same result. The user and all service keys share one set of keys per user. */
  idempotencyKey: string;
  /** The user, by id or identity. */
  user: UserRef;
};

/** The event whose rewards the caller requests. */
export type RequestRewardInput = {
  /** The event. */
  eventId: string;
  /** 1 to 128 characters of your choice. A retry with the same key returns the same result, so a lost response can be retried safely. */
  idempotencyKey?: string | null | undefined;
};

/** Where a request comes from. */
export type RequestSource =
  /** A payout to an audience made it. */
  | 'PAYOUT'
  /** A backend sent it for the user, with a service key. */
  | 'SERVICE'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN'
  /** The user sent it. */
  | 'USER';

/** The status of a request. */
export type RequestStatus =
  /** Refused by the rules or by an operator. Final. The user may send a new request. */
  | 'FAILED'
  /** Waits for an operator's decision. The user cannot send another request for the event. */
  | 'PENDING'
  /** Paid, with the grants in the request. Final. */
  | 'SUCCESS';

/** An account whose password is to be reset. */
export type ResetPasswordInput = {
  /** Why, 1 to 1,000 characters. It is stored in the audit entry. */
  reason: string;
  /** The account: not your own, for which there is changePassword. */
  userId: string;
};

/** Reads the code of a grant. */
export type RevealCodeInput = {
  /** The grant that gave the code. */
  grantId: string;
  /** The reason, 1 to 1,000 characters. It is stored in the audit entry. */
  reason: string;
  /** The request that was paid. */
  requestId: string;
};

/** The payment to take back. */
export type RevokeRewardRequestInput = {
  /** The paid request. */
  id: string;
  /** Up to 128 characters of your choice. A retry with the same key changes nothing further. createEvent, adjustRewardStock and revokeRewardRequest share one key space. */
  idempotencyKey: string;
  /** The reason, which the user can read. 1 to 1,000 characters, at least one of them visible. */
  reason: string;
  /** Whether the units of all limited rewards of the request go back to stock, also of an archived event: `remaining` rises, `stock` does not. */
  returnStock?: boolean;
};

/** The key to revoke. */
export type RevokeServiceKeyInput = {
  /** The key. */
  id: string;
  /** The reason, up to 1,000 characters. It is stored in the audit entry. */
  reason?: string | null | undefined;
};

/** Selects grants. An omitted field does not restrict the list. */
export type RewardGrantFilter = {
  /** Grants in the reward feed whose delivery has this state. Revoked grants do not wait. */
  delivery?: DeliveryState | null | undefined;
  /** Grants of this event. */
  eventId?: string | null | undefined;
  /** Grants with exactly this externalId. */
  externalId?: string | null | undefined;
  /** Granted at or after this instant. */
  grantedFrom?: string | null | undefined;
  /** Granted before this instant. */
  grantedTo?: string | null | undefined;
  /** Grants of one of these types; each type at most once. */
  types?: Array<RewardType> | null | undefined;
  /** Grants to this user. */
  userId?: string | null | undefined;
};

/** A reward to create. */
export type RewardInput = {
  /** Whether each winner receives a code of its own: a COUPON with quantity 1 and without `stock`. The codes are imported afterwards, and their number is the stock. */
  codePool?: boolean;
  /** The id of the reward in the client's own systems, up to 200 characters. Users can read it, so never store a redeemable code here. */
  externalId?: string | null | undefined;
  /** Shown to users. 1 to 200 characters, at least one of them visible. */
  name: string;
  /** The quantity that each paid request receives, 1 to 1,000,000. */
  quantity?: number;
  /** Units in total, 0 to 1,000,000,000. Null or omitted: unlimited. An unlimited reward cannot be limited later. */
  stock?: number | null | undefined;
  /** The type of the reward. */
  type: RewardType;
};

/** Selects requests. An omitted field does not restrict the list. */
export type RewardRequestFilter = {
  /** Requests that this account decided. */
  decidedById?: string | null | undefined;
  /** Requests for this event. */
  eventId?: string | null | undefined;
  /** Requests that FAILED for one of these reasons; each reason at most once. */
  failureCodes?: Array<RefusalCode> | null | undefined;
  /** Requested at or after this instant. */
  requestedFrom?: string | null | undefined;
  /** Requested before this instant. */
  requestedTo?: string | null | undefined;
  /** true: requests whose payment was revoked; false: all others. */
  revoked?: boolean | null | undefined;
  /** Requests from this source. */
  source?: RequestSource | null | undefined;
  /** Requests with one of these statuses; each status at most once. */
  statuses?: Array<RequestStatus> | null | undefined;
  /** Requests of this user. */
  userId?: string | null | undefined;
};

/** The type of a reward. */
export type RewardType =
  /** A coupon. `externalId` identifies it in the client's systems. */
  | 'COUPON'
  /** An item. `externalId` identifies it in the client's systems. */
  | 'ITEM'
  /** Points. `User.points` is their sum. */
  | 'POINT'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN';

/** The rights of an account. */
export type Role =
  /** Has the rights of OPERATOR and AUDITOR, changes roles and disables accounts. */
  | 'ADMIN'
  /** Reads everything except secrets and changes nothing. */
  | 'AUDITOR'
  /** Manages events and decides requests. */
  | 'OPERATOR'
  /** A value that only a newer server knows. Inputs reject it. */
  | 'UNKNOWN'
  /** Checks in and requests rewards. */
  | 'USER';

/** An endpoint that gets a new secret. */
export type RotateWebhookSecretInput = {
  /** The endpoint. */
  id: string;
};

/** The audience to seal. */
export type SealAudienceInput = {
  /** The audience. */
  id: string;
};

/** A right of a service key. A key receives FORBIDDEN for everything that its scopes do not open. */
export type ServiceScope =
  /** Records activities under the key's source, and voids them. */
  | 'ACTIVITIES_WRITE'
  /** Checks users in and requests rewards for them. */
  | 'CLAIMS_WRITE'
  /** Reports which rewards were delivered. */
  | 'GRANTS_ACKNOWLEDGE'
  /** Reads what happens to rewards. */
  | 'GRANTS_READ'
  /** Creates accounts and gives them identities. */
  | 'USERS_WRITE';

/** Whether an account is disabled. */
export type SetUserDisabledInput = {
  /** True disables the account and ends its logins. False enables it again. */
  disabled: boolean;
  /** The reason, up to 1,000 characters. It is stored in the audit entry. */
  reason?: string | null | undefined;
  /** The account. */
  userId: string;
};

/** Selects notes. An omitted field does not restrict the list. */
export type StaffNoteFilter = {
  /** Notes on this request. */
  requestId?: string | null | undefined;
  /** Notes about this account: those on it, and those on its requests. */
  userId?: string | null | undefined;
};

/** A payout to start. */
export type StartPayoutInput = {
  /** The sealed audience. */
  audienceId: string;
  /** The event, which takes requests now. It is frozen from now on. */
  eventId: string;
  /** 1 to 128 characters of your choice. A retry with the same key and input returns the same payout. */
  idempotencyKey: string;
  /** Why, 1 to 1,000 characters, at least one of them visible. */
  reason: string;
};

/** The identity to remove. */
export type UnlinkIdentityInput = {
  /** The issuer, 1 to 255 characters. Compared byte by byte. */
  issuer: string;
  /** The subject, 1 to 255 characters. Compared byte by byte. */
  subject: string;
};

/** Replaces a condition. Its id stays the same. */
export type UpdateConditionInput = {
  /** The new condition. */
  condition: ConditionInput;
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The condition. */
  id: string;
};

/** Changes of an event. An omitted field stays as it is. */
export type UpdateEventInput = {
  /** False pauses the event, true activates it. An active event must be complete. Must not be null. */
  active?: boolean | null | undefined;
  /** Requests are accepted before this instant, at or after `endAt`. Null: before `endAt`. Once the event has had a live request, it can only be moved later. */
  claimUntil?: string | null | undefined;
  /** Up to 10,000 characters. Must not be null. */
  description?: string | null | undefined;
  /** Null: the event has no end. Once the event has had a live request, the end can only be moved later. */
  endAt?: string | null | undefined;
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** The event. */
  id: string;
  /** Cannot be changed once the event has had a live request. Must not be null. */
  payout?: PayoutMode | null | undefined;
  /** The reason, up to 1,000 characters. It is stored in the audit entry, and users never see it. Must not be null. */
  reason?: string | null | undefined;
  /** Cannot be changed once the event has had a live request. Must not be null. */
  startAt?: string | null | undefined;
  /** 1 to 200 characters, at least one of them visible. Must not be null. */
  title?: string | null | undefined;
};

/** Changes of a reward. An omitted field stays as it is. Use adjustRewardStock to change stock. */
export type UpdateRewardInput = {
  /** The version of the event that the change is based on. */
  expectedVersion: number;
  /** Up to 200 characters. Null removes it. */
  externalId?: string | null | undefined;
  /** The reward. */
  id: string;
  /** 1 to 200 characters, at least one of them visible. Must not be null. */
  name?: string | null | undefined;
  /** 1 to 1,000,000. Must not be null. */
  quantity?: number | null | undefined;
};

/** Changes of a series. Omitted fields stay. Events that were created already stay too. */
export type UpdateSeriesInput = {
  /** True ends the series permanently. False changes nothing. Must not be null. */
  ended?: boolean | null | undefined;
  /** The version of the series that the change is based on. */
  expectedVersion: number;
  /** The series. */
  id: string;
  /** No occurrence begins after this day, at or after the first day. Null: there is no last one. */
  lastDay?: string | null | undefined;
  /** True pauses the series, false continues it. Must not be null. */
  paused?: boolean | null | undefined;
  /** The event to copy from now on, under the rules of createSeries. Must not be null. */
  templateEventId?: string | null | undefined;
  /** 1 to 200 characters. Must not be null. */
  title?: string | null | undefined;
};

/** Changes of an endpoint. An omitted field stays as it is. */
export type UpdateWebhookEndpointInput = {
  /** False stops sending; messages are kept. True sends again, at once also what was to be sent later, and forgets former failures. */
  active?: boolean | null | undefined;
  /** The endpoint. */
  id: string;
  /** The types of entries that it receives; each at most once. At least one. Entries that were passed over are not sent later. */
  types?: Array<FeedEntryType> | null | undefined;
  /** An https URL without credentials and fragment, up to 2,000 characters. Outside production http is accepted for loopback addresses. */
  url?: string | null | undefined;
};

/** An account of your own product. */
export type UpsertUserInput = {
  /** Your name for the account. The issuer is a label of your own: `[a-z0-9_.-]{1,64}`. */
  identity: IdentityInput;
  /** The username of a new account, by the rules of `register`. Omitted: a generated one. An account that exists keeps its name. */
  username?: string | null | undefined;
};

/** The accounts to find or create. */
export type UpsertUsersInput = {
  /** 1 to 200 accounts. */
  users: Array<UpsertUserInput>;
};

/** Selects accounts. An omitted field does not restrict the list. */
export type UserFilter = {
  /** True: disabled accounts only. False: enabled ones only. */
  disabled?: boolean | null | undefined;
  /** The account that has this identity. Issuer and subject are compared byte by byte. */
  identity?: IdentityInput | null | undefined;
  /** Accounts with one of these roles; each role at most once. An empty list selects none. */
  roles?: Array<Role> | null | undefined;
  /** The beginning of the subject of an identity, 3 to 255 characters, compared byte by byte. If it fits more than 1,000 accounts, the list has those whose subjects come first. */
  subjectPrefix?: string | null | undefined;
  /** A part of the username, up to 32 characters. Case and Unicode form do not matter. */
  usernameContains?: string | null | undefined;
  /** The beginning of the username, up to 32 characters. Case and Unicode form do not matter. */
  usernamePrefix?: string | null | undefined;
};

/** An account. Give exactly one of the fields. */
export type UserRef = {
  /** Its id. */
  id?: string | null | undefined;
  /** One of its identities. */
  identity?: IdentityInput | null | undefined;
  /** Its username. Service keys cannot use it. */
  username?: string | null | undefined;
};

/** Voids activities of a source. Conditions no longer count them. */
export type VoidActivitiesInput = {
  /** The activities, 1 to 200. */
  activities: Array<ActivityRef>;
  /** The reason, 1 to 1,000 characters. It is kept with the activities. */
  reason: string;
  /** The source. A service key can name only its own. */
  source: string;
};

/** Selects messages. An omitted field does not restrict the list. */
export type WebhookDeliveryFilter = {
  /** Messages to this endpoint. */
  endpointId?: string | null | undefined;
  /** Messages of this entry of the feed. */
  sequence?: number | null | undefined;
  /** Messages in one of these states; each at most once. An empty list selects none. */
  states?: Array<WebhookDeliveryState> | null | undefined;
};

/** The state of a message to an endpoint. */
export type WebhookDeliveryState =
  /** The endpoint accepted it. */
  | 'DELIVERED'
  /** All 10 attempts failed. It is sent again only by `replayWebhook`. */
  | 'EXHAUSTED'
  /** It is being sent, or will be sent again. */
  | 'WAITING';

export type AccessLogQueryVariables = Exact<{
  filter?: AccessLogFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type AccessLogQuery = { accessLog: { totalCount: number | null, edges: Array<{ cursor: string }>, nodes: Array<{ id: string, what: string, at: string, actor: { id: string, username: string }, user: { id: string, username: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type AcknowledgeGrantsMutationVariables = Exact<{
  input: AcknowledgeGrantsInput;
}>;


export type AcknowledgeGrantsMutation = { acknowledgeGrants: { outcomes: Array<{ grant: { id: string, delivery: { state: DeliveryState, reference: string | null, at: string | null, attempts: number } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> }> } | null };

export type ActivitiesQueryVariables = Exact<{
  filter?: ActivityFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
  withCount?: boolean;
}>;


export type ActivitiesQuery = { activities: { totalCount?: number | null, edges: Array<{ cursor: string, node: { id: string, source: string, externalId: string, kind: string, quantity: number, occurredAt: string, receivedAt: string, day: string, voidedAt: string | null, voidReason: string | null, user: { id: string, username: string } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type ActivityKindsQueryVariables = Exact<{
  first?: number;
}>;


export type ActivityKindsQuery = { activities: { nodes: Array<{ id: string, kind: string }> } | null };

export type AddAudienceMembersMutationVariables = Exact<{
  input: AddAudienceMembersInput;
}>;


export type AddAudienceMembersMutation = { addAudienceMembers: { added: number, unknown: Array<number>, audience: { id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type AddConditionMutationVariables = Exact<{
  input: AddConditionInput;
}>;


export type AddConditionMutation = { addCondition: { condition: { id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null } | null, event: { id: string, version: number, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type AddRewardMutationVariables = Exact<{
  input: AddRewardInput;
}>;


export type AddRewardMutation = { addReward: { reward: { id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null } | null, event: { id: string, version: number, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type AddStaffNoteMutationVariables = Exact<{
  input: AddStaffNoteInput;
}>;


export type AddStaffNoteMutation = { addStaffNote: { note: { id: string, requestId: string | null, text: string, createdAt: string, event: { id: string, title: string } | null, createdBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type AdjustRewardStockMutationVariables = Exact<{
  input: AdjustRewardStockInput;
}>;


export type AdjustRewardStockMutation = { adjustRewardStock: { reward: { id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null } | null, event: { id: string, version: number, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ApproveRewardRequestMutationVariables = Exact<{
  input: ApproveRewardRequestInput;
}>;


export type ApproveRewardRequestMutation = { approveRewardRequest: { request: { id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, decidedBy: { id: string, username: string } | null, evidence: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ApproveRewardRequestsMutationVariables = Exact<{
  input: ApproveRewardRequestsInput;
}>;


export type ApproveRewardRequestsMutation = { approveRewardRequests: { outcomes: Array<{ request: { id: string, status: RequestStatus, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, decidedBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> }> } | null };

export type ArchiveEventMutationVariables = Exact<{
  input: ArchiveEventInput;
}>;


export type ArchiveEventMutation = { archiveEvent: { event: { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type AttendanceQueryVariables = Exact<{
  userId: string;
  from?: string | null | undefined;
  to?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type AttendanceQuery = { attendance: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, day: string, checkedAt: string, user: { id: string, username: string } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type AudienceQueryVariables = Exact<{
  id: string;
}>;


export type AudienceQuery = { audience: { id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null } | null };

export type AudiencesQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type AudiencesQuery = { audiences: { totalCount: number | null, nodes: Array<{ id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type AuditChainQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type AuditChainQuery = { auditEntries: { nodes: Array<{ id: string, sequence: number, canonical: string, previousHash: string, hash: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type AuditEntriesQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type AuditEntriesQuery = { auditEntries: { totalCount: number | null, edges: Array<{ cursor: string }>, nodes: Array<{ id: string, sequence: number, at: string, actorRole: Role | null, action: string, targetType: string, targetId: string, targetName: string | null, before: string | null, after: string | null, reason: string | null, idempotencyKey: string | null, inputHash: string | null, hash: string, previousHash: string, actor: { id: string, username: string } | null, serviceKey: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type AuditVerificationQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditVerificationQuery = { auditVerification: { ok: boolean, entries: number, firstBadSequence: number | null, checkedAt: string } | null };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null }, tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } } | null };

export type ChangePayoutMutationVariables = Exact<{
  input: ChangePayoutInput;
}>;


export type ChangePayoutMutation = { changePayout: { payout: { id: string, state: PayoutState, reason: string, total: number, paid: number, already: number, refused: number, startedAt: string, finishedAt: string | null, pausedReason: string | null, event: { id: string, title: string }, audience: { id: string, name: string }, startedBy: { id: string, username: string }, approvedBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ChangeUserRoleMutationVariables = Exact<{
  input: ChangeUserRoleInput;
}>;


export type ChangeUserRoleMutation = { changeUserRole: { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CheckAttendanceMutationVariables = Exact<{ [key: string]: never; }>;


export type CheckAttendanceMutation = { checkAttendance: { created: boolean, attendance: { id: string, day: string, checkedAt: string, user: { id: string, username: string } } | null, streak: { current: number, longest: number, lastDay: string | null }, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CheckAttendanceForMutationVariables = Exact<{
  input: CheckAttendanceForInput;
}>;


export type CheckAttendanceForMutation = { checkAttendanceFor: { created: boolean, attendance: { id: string, day: string, checkedAt: string } | null, streak: { current: number, longest: number, lastDay: string | null }, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ConditionQueryVariables = Exact<{
  id: string;
}>;


export type ConditionQuery = { condition: { id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null, event: { id: string, title: string } } | null };

export type ConditionsQueryVariables = Exact<{
  eventId: string;
}>;


export type ConditionsQuery = { conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }> | null };

export type CreateAudienceMutationVariables = Exact<{
  input: CreateAudienceInput;
}>;


export type CreateAudienceMutation = { createAudience: { audience: { id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CreateEventMutationVariables = Exact<{
  input: CreateEventInput;
}>;


export type CreateEventMutation = { createEvent: { event: { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CreateSeriesMutationVariables = Exact<{
  input: CreateSeriesInput;
}>;


export type CreateSeriesMutation = { createSeries: { series: { id: string, title: string, recurrence: Recurrence, firstDay: string, lastDay: string | null, claimGraceHours: number, paused: boolean, pausedReason: string | null, endedAt: string | null, version: number, nextOccurrence: string | null, createdAt: string, template: { id: string, title: string } } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CreateServiceKeyMutationVariables = Exact<{
  input: CreateServiceKeyInput;
}>;


export type CreateServiceKeyMutation = { createServiceKey: { secret: string | null, key: { id: string, name: string, source: string, scopes: Array<ServiceScope>, createdAt: string, expiresAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type CreateWebhookEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookEndpointMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type DuplicateEventMutationVariables = Exact<{
  input: DuplicateEventInput;
}>;


export type DuplicateEventMutation = { duplicateEvent: { event: { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type EligibilityQueryVariables = Exact<{
  eventId: string;
  userId?: string | null | undefined;
}>;


export type EligibilityQuery = { eligibility: { eligible: boolean, blockedBy: Array<RefusalCode>, evaluatedAt: string, event: { id: string, title: string, startAt: string, payout: PayoutMode } | null, user: { id: string, username: string, role: Role, disabledAt: string | null }, progress: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, excusedDays: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }> } | null };

export type EndLoginMutationVariables = Exact<{
  input: EndLoginInput;
}>;


export type EndLoginMutation = { endLogin: { ended: boolean } | null };

export type EraseMyAccountMutationVariables = Exact<{
  input: EraseMyAccountInput;
}>;


export type EraseMyAccountMutation = { eraseMyAccount: { erased: boolean, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type EraseUserMutationVariables = Exact<{
  input: EraseUserInput;
}>;


export type EraseUserMutation = { eraseUser: { user: { id: string, username: string, disabledAt: string | null, erasedAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type EventQueryVariables = Exact<{
  id: string;
}>;


export type EventQuery = { event: { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null, codes: { imported: number, free: number, bound: number, low: boolean } | null }>, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } | null };

export type EventHistoryQueryVariables = Exact<{
  id: string;
  first?: number;
  after?: string | null | undefined;
}>;


export type EventHistoryQuery = { event: { id: string, history: { nodes: Array<{ id: string, at: string, action: string, before: string | null, after: string | null, reason: string | null, actor: { id: string, username: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type EventSeriesQueryVariables = Exact<{
  id: string;
  first?: number;
  after?: string | null | undefined;
}>;


export type EventSeriesQuery = { eventSeries: { id: string, title: string, recurrence: Recurrence, firstDay: string, lastDay: string | null, claimGraceHours: number, paused: boolean, pausedReason: string | null, endedAt: string | null, version: number, nextOccurrence: string | null, createdAt: string, events: { nodes: Array<{ id: string, title: string, occurrence: string | null, startAt: string, endAt: string | null, state: EventState, draft: boolean }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, template: { id: string, title: string } } | null };

export type EventSeriesListQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type EventSeriesListQuery = { eventSeriesList: { totalCount: number | null, nodes: Array<{ id: string, title: string, recurrence: Recurrence, firstDay: string, lastDay: string | null, claimGraceHours: number, paused: boolean, pausedReason: string | null, endedAt: string | null, version: number, nextOccurrence: string | null, createdAt: string, template: { id: string, title: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type EventStatsQueryVariables = Exact<{
  id: string;
}>;


export type EventStatsQuery = { event: { id: string, requestCounts: { acceptedLastDay: number } | null, stats: { attendees: number, requesters: number, pending: number, succeeded: number, revoked: number, failed: number, failures: Array<{ code: RefusalCode, count: number }>, days: Array<{ day: string, requested: number, succeeded: number, failed: number }> } | null } | null };

export type EventWindowsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type EventWindowsQuery = { events: { nodes: Array<{ id: string, title: string, startAt: string, endAt: string | null, state: EventState, draft: boolean }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type EventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
  orderBy?: EventOrder;
  withCounts?: boolean;
}>;


export type EventsQuery = { events: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, requestCounts?: { requested: number, pending: number, succeeded: number, failed: number, acceptedLastDay: number } | null, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type ExcuseDayMutationVariables = Exact<{
  input: ExcuseDayInput;
}>;


export type ExcuseDayMutation = { excuseDay: { excusedDay: { day: string, reason: string, excusedAt: string, excusedBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ExcusedDaysQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type ExcusedDaysQuery = { excusedDays: Array<{ day: string, reason: string, excusedAt: string, excusedBy: { id: string, username: string } | null }> | null };

export type InvariantsQueryVariables = Exact<{ [key: string]: never; }>;


export type InvariantsQuery = { invariants: Array<{ name: string, description: string, ok: boolean, violations: number, examples: Array<string> }> | null };

export type LinkIdentityMutationVariables = Exact<{
  input: LinkIdentityInput;
}>;


export type LinkIdentityMutation = { linkIdentity: { user: { id: string, hasPassword: boolean | null, identities: Array<{ issuer: string, subject: string, linkedAt: string }> | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login: { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null }, tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } } | null };

export type LoginWithIdentityMutationVariables = Exact<{
  input: LoginWithIdentityInput;
}>;


export type LoginWithIdentityMutation = { loginWithIdentity: { created: boolean, user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null }, tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } } | null };

export type LogoutMutationVariables = Exact<{
  input: LogoutInput;
}>;


export type LogoutMutation = { logout: { endedSessions: number } | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null, points: number, attendanceStreak: { current: number, longest: number, lastDay: string | null } } | null };

export type MyActivitiesQueryVariables = Exact<{
  kind?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type MyActivitiesQuery = { myActivities: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, source: string, externalId: string, kind: string, quantity: number, occurredAt: string, receivedAt: string, day: string, voidedAt: string | null, voidReason: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type MyAttendanceQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type MyAttendanceQuery = { myAttendance: { totalCount: number | null, nodes: Array<{ id: string, day: string, checkedAt: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type MyDataExportQueryVariables = Exact<{ [key: string]: never; }>;


export type MyDataExportQuery = { myDataExport: string | null };

export type MyEventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
}>;


export type MyEventsQuery = { events: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, title: string, description: string, startAt: string, endAt: string | null, state: EventState, inProgress: boolean, rewards: Array<{ id: string, name: string, quantity: number, remaining: number | null }>, myEligibility: { eligible: boolean, blockedBy: Array<RefusalCode>, progress: Array<{ kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null }> } | null, myRequest: { id: string, status: RequestStatus, failureCode: RefusalCode | null } | null }> } | null };

export type MyGrantsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type MyGrantsQuery = { me: { id: string, points: number, grants: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, type: RewardType, name: string, quantity: number, grantedAt: string, code: string | null }> } } | null };

export type MyLoginsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyLoginsQuery = { myLogins: Array<{ id: string, startedAt: string, renewedAt: string, expiresAt: string, device: string | null, current: boolean }> | null };

export type MyRewardRequestsQueryVariables = Exact<{
  filter?: MyRewardRequestFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type MyRewardRequestsQuery = { myRewardRequests: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, event: { id: string, title: string, state: EventState }, evidence: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> }> } | null };

export type OverviewQueryVariables = Exact<{
  unit?: BucketUnit;
  count?: number;
}>;


export type OverviewQuery = { overview: { at: string, running: { totalCount: number | null, nodes: Array<{ id: string, title: string, startAt: string, endAt: string | null, payout: PayoutMode }> }, lastDays: { buckets: Array<{ requested: number, pending: number, failed: number }> } | null, ending: { count: number, events: Array<{ id: string, title: string, endAt: string | null }> }, requests: { from: string, to: string, requested: number, pending: number, succeeded: number, revoked: number, failed: number, buckets: Array<{ from: string, to: string, day: string, requested: number, pending: number, succeeded: number, failed: number }>, failures: Array<{ code: RefusalCode, count: number }> } | null, lowStock: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null, event: { id: string, title: string, requestCounts: { acceptedLastDay: number } | null } }>, waiting: { count: number | null, oldest: { id: string, requestedAt: string, event: { id: string, title: string }, user: { id: string, username: string } } | null } } | null };

export type PayoutQueryVariables = Exact<{
  id: string;
}>;


export type PayoutQuery = { payout: { id: string, state: PayoutState, reason: string, total: number, paid: number, already: number, refused: number, startedAt: string, finishedAt: string | null, pausedReason: string | null, event: { id: string, title: string }, audience: { id: string, name: string }, startedBy: { id: string, username: string }, approvedBy: { id: string, username: string } | null } | null };

export type PayoutsQueryVariables = Exact<{
  eventId?: string | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type PayoutsQuery = { payouts: { totalCount: number | null, nodes: Array<{ id: string, state: PayoutState, reason: string, total: number, paid: number, already: number, refused: number, startedAt: string, finishedAt: string | null, pausedReason: string | null, event: { id: string, title: string }, audience: { id: string, name: string }, startedBy: { id: string, username: string }, approvedBy: { id: string, username: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type RecordActivitiesMutationVariables = Exact<{
  input: RecordActivitiesInput;
}>;


export type RecordActivitiesMutation = { recordActivities: { outcomes: Array<{ code: ActivityOutcomeCode, activity: { id: string, source: string, externalId: string, kind: string, quantity: number, occurredAt: string, receivedAt: string, day: string, voidedAt: string | null, voidReason: string | null, user: { id: string } } | null }> } | null };

export type RedeemOneTimePasswordMutationVariables = Exact<{
  input: RedeemOneTimePasswordInput;
}>;


export type RedeemOneTimePasswordMutation = { redeemOneTimePassword: { user: { id: string, username: string, role: Role }, tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } } | null };

export type RefreshTokensMutationVariables = Exact<{
  input: RefreshTokensInput;
}>;


export type RefreshTokensMutation = { refreshTokens: { tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } } | null };

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { register: { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null } | null, tokens: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RejectRewardRequestMutationVariables = Exact<{
  input: RejectRewardRequestInput;
}>;


export type RejectRewardRequestMutation = { rejectRewardRequest: { request: { id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, decidedBy: { id: string, username: string } | null, evidence: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RejectRewardRequestsMutationVariables = Exact<{
  input: RejectRewardRequestsInput;
}>;


export type RejectRewardRequestsMutation = { rejectRewardRequests: { outcomes: Array<{ request: { id: string, status: RequestStatus, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, decidedBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> }> } | null };

export type RemoveConditionMutationVariables = Exact<{
  input: RemoveConditionInput;
}>;


export type RemoveConditionMutation = { removeCondition: { removedId: string | null, event: { id: string, version: number, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RemoveExcusedDayMutationVariables = Exact<{
  input: RemoveExcusedDayInput;
}>;


export type RemoveExcusedDayMutation = { removeExcusedDay: { removedDay: string | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RemoveRewardMutationVariables = Exact<{
  input: RemoveRewardInput;
}>;


export type RemoveRewardMutation = { removeReward: { removedId: string | null, event: { id: string, version: number, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RemoveWebhookEndpointMutationVariables = Exact<{
  input: RemoveWebhookEndpointInput;
}>;


export type RemoveWebhookEndpointMutation = { removeWebhookEndpoint: { removedId: string | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ReplayWebhookMutationVariables = Exact<{
  input: ReplayWebhookInput;
}>;


export type ReplayWebhookMutation = { replayWebhook: { endpoint: { id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RequestRewardMutationVariables = Exact<{
  input: RequestRewardInput;
}>;


export type RequestRewardMutation = { requestReward: { request: { id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, evidence: Array<{ conditionId: string, excusedDays: Array<string>, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RequestRewardForMutationVariables = Exact<{
  input: RequestRewardForInput;
}>;


export type RequestRewardForMutation = { requestRewardFor: { request: { id: string, status: RequestStatus, source: RequestSource, attempt: number, failureCode: RefusalCode | null, requestedAt: string, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null }>, user: { id: string } } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: { oneTimePassword: string | null, user: { id: string, username: string, passwordResetExpiresAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RevealCodeMutationVariables = Exact<{
  input: RevealCodeInput;
}>;


export type RevealCodeMutation = { revealCode: { code: string | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RevokeRewardRequestMutationVariables = Exact<{
  input: RevokeRewardRequestInput;
}>;


export type RevokeRewardRequestMutation = { revokeRewardRequest: { request: { id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, revokedBy: { id: string, username: string } | null, evidence: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RevokeServiceKeyMutationVariables = Exact<{
  input: RevokeServiceKeyInput;
}>;


export type RevokeServiceKeyMutation = { revokeServiceKey: { key: { id: string, revokedAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type RewardQueryVariables = Exact<{
  id: string;
}>;


export type RewardQuery = { reward: { id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null, event: { id: string, title: string } } | null };

export type RewardFeedQueryVariables = Exact<{
  after?: number;
  first?: number;
  types?: Array<FeedEntryType> | FeedEntryType | null | undefined;
}>;


export type RewardFeedQuery = { rewardFeed: { epoch: string, lastSequence: number, hasMore: boolean, entries: Array<{ sequence: number, type: FeedEntryType, at: string, request: { id: string, status: RequestStatus, event: { id: string, title: string }, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, code: string | null, revokedAt: string | null, delivery: { state: DeliveryState } | null }> } | null, user: { id: string, identities: Array<{ issuer: string, subject: string }> | null } }> } | null };

export type RewardGrantSumsQueryVariables = Exact<{
  filter?: RewardGrantFilter | null | undefined;
}>;


export type RewardGrantSumsQuery = { rewardGrantSums: { hasMoreRewards: boolean, types: Array<{ type: RewardType, grants: number, quantity: number }>, rewards: Array<{ type: RewardType, name: string, externalId: string | null, grants: number, quantity: number, event: { id: string, title: string } }> } | null };

export type RewardGrantsQueryVariables = Exact<{
  filter?: RewardGrantFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type RewardGrantsQuery = { rewardGrants: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, delivery: { state: DeliveryState, reference: string | null, at: string | null, attempts: number } | null, user: { id: string, username: string }, request: { id: string, event: { id: string, title: string } } }> } | null };

export type RewardRequestQueryVariables = Exact<{
  id: string;
}>;


export type RewardRequestQuery = { rewardRequest: { source: RequestSource, id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, evidence: Array<{ conditionId: string, excusedDays: Array<string>, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null, delivery: { state: DeliveryState, reference: string | null, at: string | null, attempts: number } | null }>, event: { id: string, title: string, state: EventState, startAt: string }, user: { id: string, username: string, disabledAt: string | null, erasedAt: string | null }, decidedBy: { id: string, username: string } | null, revokedBy: { id: string, username: string } | null, payout: { id: string, audience: { id: string, name: string } } | null, serviceKey: { id: string, name: string } | null } | null };

export type RewardRequestsQueryVariables = Exact<{
  filter?: RewardRequestFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
  withCount?: boolean;
}>;


export type RewardRequestsQuery = { rewardRequests: { totalCount?: number | null, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ id: string, status: RequestStatus, attempt: number, requestedAt: string, failureCode: RefusalCode | null, note: string | null, revokedAt: string | null, user: { id: string, username: string }, event: { id: string, title: string }, grants: Array<{ id: string, name: string, quantity: number }> }> } | null };

export type RewardsQueryVariables = Exact<{
  eventId: string;
}>;


export type RewardsQuery = { rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }> | null };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret: { secret: string | null, endpoint: { id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type SealAudienceMutationVariables = Exact<{
  input: SealAudienceInput;
}>;


export type SealAudienceMutation = { sealAudience: { audience: { id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type SealProofQueryVariables = Exact<{
  requestId: string;
}>;


export type SealProofQuery = { sealProof: Array<{ leaf: string, sequence: number, path: Array<string>, seal: { id: string, sealedAt: string, epoch: string, firstSequence: number, lastSequence: number, root: string, auditSequence: number }, auditEntry: { id: string, canonical: string, previousHash: string, hash: string } }> | null };

export type SealsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type SealsQuery = { seals: { totalCount: number | null, nodes: Array<{ id: string, sealedAt: string, epoch: string, firstSequence: number, lastSequence: number, root: string, auditSequence: number }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type ServerInfoQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerInfoQuery = { serverInfo: { version: string, serviceTimeZone: string, dayStartMinute: number, schemaHash: string, registrationOpen: boolean, activityLatenessHours: number, now: string, today: string, nextDayAt: string } };

export type ServiceKeysQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type ServiceKeysQuery = { serviceKeys: { totalCount: number | null, nodes: Array<{ id: string, name: string, source: string, scopes: Array<ServiceScope>, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, createdBy: { id: string, username: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type SetUserDisabledMutationVariables = Exact<{
  input: SetUserDisabledInput;
}>;


export type SetUserDisabledMutation = { setUserDisabled: { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type StaffNotesQueryVariables = Exact<{
  filter?: StaffNoteFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type StaffNotesQuery = { staffNotes: { totalCount: number | null, nodes: Array<{ id: string, requestId: string | null, text: string, createdAt: string, event: { id: string, title: string } | null, createdBy: { id: string, username: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type StartPayoutMutationVariables = Exact<{
  input: StartPayoutInput;
}>;


export type StartPayoutMutation = { startPayout: { payout: { id: string, state: PayoutState, reason: string, total: number, paid: number, already: number, refused: number, startedAt: string, finishedAt: string | null, pausedReason: string | null, event: { id: string, title: string }, audience: { id: string, name: string }, startedBy: { id: string, username: string }, approvedBy: { id: string, username: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UnlinkIdentityMutationVariables = Exact<{
  input: UnlinkIdentityInput;
}>;


export type UnlinkIdentityMutation = { unlinkIdentity: { user: { id: string, hasPassword: boolean | null, identities: Array<{ issuer: string, subject: string, linkedAt: string }> | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpdateConditionMutationVariables = Exact<{
  input: UpdateConditionInput;
}>;


export type UpdateConditionMutation = { updateCondition: { condition: { id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null } | null, event: { id: string, version: number, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpdateEventMutationVariables = Exact<{
  input: UpdateEventInput;
}>;


export type UpdateEventMutation = { updateEvent: { event: { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpdateRewardMutationVariables = Exact<{
  input: UpdateRewardInput;
}>;


export type UpdateRewardMutation = { updateReward: { reward: { id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null } | null, event: { id: string, version: number, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }> } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpdateSeriesMutationVariables = Exact<{
  input: UpdateSeriesInput;
}>;


export type UpdateSeriesMutation = { updateSeries: { series: { id: string, title: string, recurrence: Recurrence, firstDay: string, lastDay: string | null, claimGraceHours: number, paused: boolean, pausedReason: string | null, endedAt: string | null, version: number, nextOccurrence: string | null, createdAt: string, template: { id: string, title: string } } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookEndpointMutation = { updateWebhookEndpoint: { endpoint: { id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type UpsertUsersMutationVariables = Exact<{
  input: UpsertUsersInput;
}>;


export type UpsertUsersMutation = { upsertUsers: { outcomes: Array<{ created: boolean, user: { id: string, username: string, identities: Array<{ issuer: string, subject: string }> | null } | null, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> }> } | null };

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = { user: { id: string, username: string, role: Role, createdAt: string, disabledAt: string | null, erasedAt: string | null, hasPassword: boolean | null, passwordResetExpiresAt: string | null, points: number, identities: Array<{ issuer: string, subject: string, linkedAt: string }> | null, attendanceStreak: { current: number, longest: number, lastDay: string | null } } | null };

export type UsersQueryVariables = Exact<{
  filter?: UserFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type UsersQuery = { users: { totalCount: number | null, nodes: Array<{ id: string, username: string, role: Role, createdAt: string, disabledAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type VoidActivitiesMutationVariables = Exact<{
  input: VoidActivitiesInput;
}>;


export type VoidActivitiesMutation = { voidActivities: { voided: number, moreAffected: boolean, affected: Array<{ id: string, status: RequestStatus, requestedAt: string, decidedAt: string | null, user: { id: string } }>, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type VoidActivitiesByStaffMutationVariables = Exact<{
  input: VoidActivitiesInput;
}>;


export type VoidActivitiesByStaffMutation = { voidActivities: { voided: number, moreAffected: boolean, affected: Array<{ id: string, status: RequestStatus, requestedAt: string, user: { id: string, username: string }, event: { id: string, title: string } }>, userErrors: Array<{ code: RefusalCode, message: string, field: Array<string> | null }> } | null };

export type WebhookDeliveriesQueryVariables = Exact<{
  filter?: WebhookDeliveryFilter | null | undefined;
  first?: number;
  after?: string | null | undefined;
  reverse?: boolean;
}>;


export type WebhookDeliveriesQuery = { webhookDeliveries: { totalCount: number | null, nodes: Array<{ id: string, state: WebhookDeliveryState, sequence: number, type: FeedEntryType, attempts: number, lastStatus: number | null, lastError: string | null, lastAttemptAt: string | null, nextAttemptAt: string | null, endpoint: { id: string, url: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type WebhookEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookEndpointsQuery = { webhookEndpoints: Array<{ id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null }> | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { me: { id: string, username: string, role: Role } | null };

export type RefusalDetailsFragment = { code: RefusalCode, message: string, field: Array<string> | null };

export type TokenDetailsFragment = { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string };

export type ConditionDetailsFragment = { id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null };

export type RewardDetailsFragment = { id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null };

export type EventSummaryFragment = { id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null };

export type EventDetailsFragment = { description: string, id: string, title: string, startAt: string, endAt: string | null, claimUntil: string | null, active: boolean, firstActivatedAt: string | null, draft: boolean, state: EventState, inProgress: boolean, claimable: boolean, payout: PayoutMode, version: number, createdAt: string, occurrence: string | null, isTemplate: boolean, frozen: boolean, conditions: Array<{ id: string, kind: ConditionKind, target: number, description: string, activityKind: string | null, requiredEvent: { id: string, title: string } | null, audience: { id: string, name: string } | null }>, rewards: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, stock: number | null, remaining: number | null }>, createdBy: { id: string, username: string } | null, copiedFrom: { id: string, title: string } | null, series: { id: string, title: string } | null };

export type SeriesDetailsFragment = { id: string, title: string, recurrence: Recurrence, firstDay: string, lastDay: string | null, claimGraceHours: number, paused: boolean, pausedReason: string | null, endedAt: string | null, version: number, nextOccurrence: string | null, createdAt: string, template: { id: string, title: string } };

export type RequestDetailsFragment = { id: string, status: RequestStatus, attempt: number, requestedAt: string, decidedAt: string | null, failureCode: RefusalCode | null, note: string | null, eventVersion: number, revokedAt: string | null, revokeReason: string | null, evidence: Array<{ conditionId: string, kind: ConditionKind, description: string, target: number, current: number, met: boolean, days: Array<string>, activityKind: string | null, firstActivityAt: string | null, lastActivityAt: string | null }>, grants: Array<{ id: string, type: RewardType, name: string, quantity: number, externalId: string | null, grantedAt: string, revokedAt: string | null, code: string | null }> };

export type WebhookEndpointDetailsFragment = { id: string, url: string, types: Array<FeedEntryType>, active: boolean, createdAt: string, cursor: number, failingSince: string | null, pausedReason: string | null };

export type ActivityDetailsFragment = { id: string, source: string, externalId: string, kind: string, quantity: number, occurredAt: string, receivedAt: string, day: string, voidedAt: string | null, voidReason: string | null };

export type AudienceDetailsFragment = { id: string, name: string, size: number, sealing: boolean, sealedAt: string | null, digest: string | null, createdAt: string, createdBy: { id: string, username: string } | null };

export type PayoutDetailsFragment = { id: string, state: PayoutState, reason: string, total: number, paid: number, already: number, refused: number, startedAt: string, finishedAt: string | null, pausedReason: string | null, event: { id: string, title: string }, audience: { id: string, name: string }, startedBy: { id: string, username: string }, approvedBy: { id: string, username: string } | null };

export type StaffNoteDetailsFragment = { id: string, requestId: string | null, text: string, createdAt: string, event: { id: string, title: string } | null, createdBy: { id: string, username: string } | null };

/** Error codes in `errors[].extensions.code`. Together with RefusalCode, these are all codes that this API returns. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'GUARD_INDEX_MISMATCH'
  | 'INTERNAL_SERVER_ERROR'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_IDENTITY_TOKEN'
  | 'INVALID_REFRESH_TOKEN'
  | 'INVALID_SERVICE_KEY'
  | 'NOT_FOUND'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'PASSWORD_CHANGE_REQUIRED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'REFRESH_TOKEN_EXPIRED'
  | 'REFRESH_TOKEN_REUSED'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED';

export type AccessLogData = NonNullable<AccessLogQuery['accessLog']>;
export type AcknowledgeGrantsData = NonNullable<AcknowledgeGrantsMutation['acknowledgeGrants']>;
export type ActivitiesData = NonNullable<ActivitiesQuery['activities']>;
export type ActivityKindsData = NonNullable<ActivityKindsQuery['activities']>;
export type AddAudienceMembersData = NonNullable<AddAudienceMembersMutation['addAudienceMembers']>;
export type AddConditionData = NonNullable<AddConditionMutation['addCondition']>;
export type AddRewardData = NonNullable<AddRewardMutation['addReward']>;
export type AddStaffNoteData = NonNullable<AddStaffNoteMutation['addStaffNote']>;
export type AdjustRewardStockData = NonNullable<AdjustRewardStockMutation['adjustRewardStock']>;
export type ApproveRewardRequestData = NonNullable<ApproveRewardRequestMutation['approveRewardRequest']>;
export type ApproveRewardRequestsData = NonNullable<ApproveRewardRequestsMutation['approveRewardRequests']>;
export type ArchiveEventData = NonNullable<ArchiveEventMutation['archiveEvent']>;
export type AttendanceData = NonNullable<AttendanceQuery['attendance']>;
export type AudienceData = NonNullable<AudienceQuery['audience']>;
export type AudiencesData = NonNullable<AudiencesQuery['audiences']>;
export type AuditChainData = NonNullable<AuditChainQuery['auditEntries']>;
export type AuditEntriesData = NonNullable<AuditEntriesQuery['auditEntries']>;
export type AuditVerificationData = NonNullable<AuditVerificationQuery['auditVerification']>;
export type ChangePasswordData = NonNullable<ChangePasswordMutation['changePassword']>;
export type ChangePayoutData = NonNullable<ChangePayoutMutation['changePayout']>;
export type ChangeUserRoleData = NonNullable<ChangeUserRoleMutation['changeUserRole']>;
export type CheckAttendanceData = NonNullable<CheckAttendanceMutation['checkAttendance']>;
export type CheckAttendanceForData = NonNullable<CheckAttendanceForMutation['checkAttendanceFor']>;
export type ConditionData = NonNullable<ConditionQuery['condition']>;
export type ConditionsData = NonNullable<ConditionsQuery['conditions']>;
export type CreateAudienceData = NonNullable<CreateAudienceMutation['createAudience']>;
export type CreateEventData = NonNullable<CreateEventMutation['createEvent']>;
export type CreateSeriesData = NonNullable<CreateSeriesMutation['createSeries']>;
export type CreateServiceKeyData = NonNullable<CreateServiceKeyMutation['createServiceKey']>;
export type CreateWebhookEndpointData = NonNullable<CreateWebhookEndpointMutation['createWebhookEndpoint']>;
export type DuplicateEventData = NonNullable<DuplicateEventMutation['duplicateEvent']>;
export type EligibilityData = NonNullable<EligibilityQuery['eligibility']>;
export type EndLoginData = NonNullable<EndLoginMutation['endLogin']>;
export type EraseMyAccountData = NonNullable<EraseMyAccountMutation['eraseMyAccount']>;
export type EraseUserData = NonNullable<EraseUserMutation['eraseUser']>;
export type EventData = NonNullable<EventQuery['event']>;
export type EventHistoryData = NonNullable<EventHistoryQuery['event']>;
export type EventSeriesData = NonNullable<EventSeriesQuery['eventSeries']>;
export type EventSeriesListData = NonNullable<EventSeriesListQuery['eventSeriesList']>;
export type EventStatsData = NonNullable<EventStatsQuery['event']>;
export type EventWindowsData = NonNullable<EventWindowsQuery['events']>;
export type EventsData = NonNullable<EventsQuery['events']>;
export type ExcuseDayData = NonNullable<ExcuseDayMutation['excuseDay']>;
export type ExcusedDaysData = NonNullable<ExcusedDaysQuery['excusedDays']>;
export type InvariantsData = NonNullable<InvariantsQuery['invariants']>;
export type LinkIdentityData = NonNullable<LinkIdentityMutation['linkIdentity']>;
export type LoginData = NonNullable<LoginMutation['login']>;
export type LoginWithIdentityData = NonNullable<LoginWithIdentityMutation['loginWithIdentity']>;
export type LogoutData = NonNullable<LogoutMutation['logout']>;
export type MeData = NonNullable<MeQuery['me']>;
export type MyActivitiesData = NonNullable<MyActivitiesQuery['myActivities']>;
export type MyAttendanceData = NonNullable<MyAttendanceQuery['myAttendance']>;
export type MyDataExportData = NonNullable<MyDataExportQuery['myDataExport']>;
export type MyEventsData = NonNullable<MyEventsQuery['events']>;
export type MyGrantsData = NonNullable<MyGrantsQuery['me']>;
export type MyLoginsData = NonNullable<MyLoginsQuery['myLogins']>;
export type MyRewardRequestsData = NonNullable<MyRewardRequestsQuery['myRewardRequests']>;
export type OverviewData = NonNullable<OverviewQuery['overview']>;
export type PayoutData = NonNullable<PayoutQuery['payout']>;
export type PayoutsData = NonNullable<PayoutsQuery['payouts']>;
export type RecordActivitiesData = NonNullable<RecordActivitiesMutation['recordActivities']>;
export type RedeemOneTimePasswordData = NonNullable<RedeemOneTimePasswordMutation['redeemOneTimePassword']>;
export type RefreshTokensData = NonNullable<RefreshTokensMutation['refreshTokens']>;
export type RegisterData = NonNullable<RegisterMutation['register']>;
export type RejectRewardRequestData = NonNullable<RejectRewardRequestMutation['rejectRewardRequest']>;
export type RejectRewardRequestsData = NonNullable<RejectRewardRequestsMutation['rejectRewardRequests']>;
export type RemoveConditionData = NonNullable<RemoveConditionMutation['removeCondition']>;
export type RemoveExcusedDayData = NonNullable<RemoveExcusedDayMutation['removeExcusedDay']>;
export type RemoveRewardData = NonNullable<RemoveRewardMutation['removeReward']>;
export type RemoveWebhookEndpointData = NonNullable<RemoveWebhookEndpointMutation['removeWebhookEndpoint']>;
export type ReplayWebhookData = NonNullable<ReplayWebhookMutation['replayWebhook']>;
export type RequestRewardData = NonNullable<RequestRewardMutation['requestReward']>;
export type RequestRewardForData = NonNullable<RequestRewardForMutation['requestRewardFor']>;
export type ResetPasswordData = NonNullable<ResetPasswordMutation['resetPassword']>;
export type RevealCodeData = NonNullable<RevealCodeMutation['revealCode']>;
export type RevokeRewardRequestData = NonNullable<RevokeRewardRequestMutation['revokeRewardRequest']>;
export type RevokeServiceKeyData = NonNullable<RevokeServiceKeyMutation['revokeServiceKey']>;
export type RewardData = NonNullable<RewardQuery['reward']>;
export type RewardFeedData = NonNullable<RewardFeedQuery['rewardFeed']>;
export type RewardGrantSumsData = NonNullable<RewardGrantSumsQuery['rewardGrantSums']>;
export type RewardGrantsData = NonNullable<RewardGrantsQuery['rewardGrants']>;
export type RewardRequestData = NonNullable<RewardRequestQuery['rewardRequest']>;
export type RewardRequestsData = NonNullable<RewardRequestsQuery['rewardRequests']>;
export type RewardsData = NonNullable<RewardsQuery['rewards']>;
export type RotateWebhookSecretData = NonNullable<RotateWebhookSecretMutation['rotateWebhookSecret']>;
export type SealAudienceData = NonNullable<SealAudienceMutation['sealAudience']>;
export type SealProofData = NonNullable<SealProofQuery['sealProof']>;
export type SealsData = NonNullable<SealsQuery['seals']>;
export type ServerInfoData = NonNullable<ServerInfoQuery['serverInfo']>;
export type ServiceKeysData = NonNullable<ServiceKeysQuery['serviceKeys']>;
export type SetUserDisabledData = NonNullable<SetUserDisabledMutation['setUserDisabled']>;
export type StaffNotesData = NonNullable<StaffNotesQuery['staffNotes']>;
export type StartPayoutData = NonNullable<StartPayoutMutation['startPayout']>;
export type UnlinkIdentityData = NonNullable<UnlinkIdentityMutation['unlinkIdentity']>;
export type UpdateConditionData = NonNullable<UpdateConditionMutation['updateCondition']>;
export type UpdateEventData = NonNullable<UpdateEventMutation['updateEvent']>;
export type UpdateRewardData = NonNullable<UpdateRewardMutation['updateReward']>;
export type UpdateSeriesData = NonNullable<UpdateSeriesMutation['updateSeries']>;
export type UpdateWebhookEndpointData = NonNullable<UpdateWebhookEndpointMutation['updateWebhookEndpoint']>;
export type UpsertUsersData = NonNullable<UpsertUsersMutation['upsertUsers']>;
export type UserData = NonNullable<UserQuery['user']>;
export type UsersData = NonNullable<UsersQuery['users']>;
export type VoidActivitiesData = NonNullable<VoidActivitiesMutation['voidActivities']>;
export type VoidActivitiesByStaffData = NonNullable<VoidActivitiesByStaffMutation['voidActivities']>;
export type WebhookDeliveriesData = NonNullable<WebhookDeliveriesQuery['webhookDeliveries']>;
export type WebhookEndpointsData = NonNullable<WebhookEndpointsQuery['webhookEndpoints']>;
export type WhoAmIData = NonNullable<WhoAmIQuery['me']>;
/** A function per operation of the API. */
export interface Operations {
  /** The records of staff who opened another account's data, newest first. Lines are removed after ACCESS_LOG_DAYS. AUDITOR, ADMIN. */
  accessLog(variables?: AccessLogQueryVariables, options?: CallOptions): Promise<Result<AccessLogData>>;
  /** Reports that grants were handed over, or that this failed. DELIVERED is final, and a repeat changes nothing. Service keys with GRANTS_ACKNOWLEDGE. */
  acknowledgeGrants(input: AcknowledgeGrantsInput, options?: CallOptions): Promise<Result<AcknowledgeGrantsData>>;
  /** Activities, newest first by `occurredAt`. OPERATOR, AUDITOR, ADMIN. */
  activities(variables?: ActivitiesQueryVariables, options?: CallOptions): Promise<Result<ActivitiesData>>;
  /** Activities, newest first by `occurredAt`. OPERATOR, AUDITOR, ADMIN. */
  activityKinds(variables?: ActivityKindsQueryVariables, options?: CallOptions): Promise<Result<ActivityKindsData>>;
  /** Adds up to 200 accounts to an audience that is not sealed. An account that is in already stays, so the same call may be sent again. OPERATOR, ADMIN. */
  addAudienceMembers(input: AddAudienceMembersInput, options?: CallOptions): Promise<Result<AddAudienceMembersData>>;
  /** Adds a condition. OPERATOR, ADMIN. */
  addCondition(input: AddConditionInput, options?: CallOptions): Promise<Result<AddConditionData>>;
  /** Adds a reward. OPERATOR, ADMIN. */
  addReward(input: AddRewardInput, options?: CallOptions): Promise<Result<AddRewardData>>;
  /** Adds a note about an account or a request. Only staff read it, and nobody removes it. OPERATOR, ADMIN. */
  addStaffNote(input: Keyed<AddStaffNoteInput>, options?: CallOptions): Promise<Result<AddStaffNoteData>>;
  /** Changes the stock of a limited reward by a signed delta; it does not raise the version. OPERATOR, ADMIN. */
  adjustRewardStock(input: Keyed<AdjustRewardStockInput>, options?: CallOptions): Promise<Result<AdjustRewardStockData>>;
  /** Approves and pays a pending request. Requests of the caller's own account and of disabled accounts (ACCOUNT_DISABLED) are refused. OPERATOR, ADMIN. */
  approveRewardRequest(input: ApproveRewardRequestInput, options?: CallOptions): Promise<Result<ApproveRewardRequestData>>;
  /** Approves and pays up to 25 pending requests, each by itself as `approveRewardRequest` does. A refused one changes nothing for the others. OPERATOR, ADMIN. */
  approveRewardRequests(input: ApproveRewardRequestsInput, options?: CallOptions): Promise<Result<ApproveRewardRequestsData>>;
  /** Archives an event permanently. PENDING requests can still be decided. OPERATOR, ADMIN. */
  archiveEvent(input: ArchiveEventInput, options?: CallOptions): Promise<Result<ArchiveEventData>>;
  /** A user's check-ins, newest first; from and to are service days, both included. OPERATOR, AUDITOR, ADMIN. */
  attendance(variables: AttendanceQueryVariables, options?: CallOptions): Promise<Result<AttendanceData>>;
  /** An audience. OPERATOR, AUDITOR, ADMIN. */
  audience(variables: AudienceQueryVariables, options?: CallOptions): Promise<Result<AudienceData>>;
  /** Audiences, newest first by createdAt. OPERATOR, AUDITOR, ADMIN. */
  audiences(variables?: AudiencesQueryVariables, options?: CallOptions): Promise<Result<AudiencesData>>;
  /** The audit trail, newest first. AUDITOR, ADMIN. */
  auditChain(variables?: AuditChainQueryVariables, options?: CallOptions): Promise<Result<AuditChainData>>;
  /** The audit trail, newest first. AUDITOR, ADMIN. */
  auditEntries(variables?: AuditEntriesQueryVariables, options?: CallOptions): Promise<Result<AuditEntriesData>>;
  /** Recomputes the whole audit chain; a million entries take about half a minute. AUDITOR, ADMIN. */
  auditVerification(options?: CallOptions): Promise<Result<AuditVerificationData>>;
  /** Changes the caller's password, ends every login of the account including the current one, and returns the tokens of a new login. INVALID_CREDENTIALS for an account without a password. Signed in. */
  changePassword(input: ChangePasswordInput, options?: CallOptions): Promise<Result<ChangePasswordData>>;
  /** Approves, pauses, resumes or cancels a payout. A step that is under way may still pay. OPERATOR, ADMIN. */
  changePayout(input: ChangePayoutInput, options?: CallOptions): Promise<Result<ChangePayoutData>>;
  /** Changes the role of an account, from its next operation on. The same role changes nothing. ADMIN. */
  changeUserRole(input: ChangeUserRoleInput, options?: CallOptions): Promise<Result<ChangeUserRoleData>>;
  /** Checks in on the current service day by server time. A repeat returns the same check-in. USER. */
  checkAttendance(options?: CallOptions): Promise<Result<CheckAttendanceData>>;
  /** Checks a user in on the current service day by server time, with the answers of checkAttendance, and UNKNOWN_USER or ACCOUNT_DISABLED. Service keys with CLAIMS_WRITE. */
  checkAttendanceFor(input: CheckAttendanceForInput, options?: CallOptions): Promise<Result<CheckAttendanceForData>>;
  /** A condition. NOT_FOUND if the viewer may not read its event. Signed in. */
  condition(variables: ConditionQueryVariables, options?: CallOptions): Promise<Result<ConditionData>>;
  /** The conditions of an event. NOT_FOUND if the viewer may not read the event. Signed in. */
  conditions(variables: ConditionsQueryVariables, options?: CallOptions): Promise<Result<ConditionsData>>;
  /** Creates an empty audience. OPERATOR, ADMIN. */
  createAudience(input: CreateAudienceInput, options?: CallOptions): Promise<Result<CreateAudienceData>>;
  /** Creates an event. OPERATOR, ADMIN. */
  createEvent(input: Keyed<CreateEventInput>, options?: CallOptions): Promise<Result<CreateEventData>>;
  /** Creates a series: a copy of the template for every day, week or month. Each one is an active event that ends where the next one begins. The platform creates it up to two days before it begins. There are at most 100 series that have not ended. OPERATOR, ADMIN. */
  createSeries(input: Keyed<CreateSeriesInput>, options?: CallOptions): Promise<Result<CreateSeriesData>>;
  /** Creates a service key. Its secret is in the answer and nowhere else. ADMIN. */
  createServiceKey(input: CreateServiceKeyInput, options?: CallOptions): Promise<Result<CreateServiceKeyData>>;
  /** Creates an endpoint, at most 20. Its secret is returned only once. ADMIN. */
  createWebhookEndpoint(input: CreateWebhookEndpointInput, options?: CallOptions): Promise<Result<CreateWebhookEndpointData>>;
  /** Copies an event: its texts, payout, conditions and rewards as they are now, inactive, with the given dates. Limited rewards start with the stock that they were defined with. OPERATOR, ADMIN. */
  duplicateEvent(input: Keyed<DuplicateEventInput>, options?: CallOptions): Promise<Result<DuplicateEventData>>;
  /** Whether a request would be accepted now: for the calling USER without `userId`, or for any user, by staff, with `userId`. Signed in. */
  eligibility(variables: EligibilityQueryVariables, options?: CallOptions): Promise<Result<EligibilityData>>;
  /** Ends one of the caller's logins and its access tokens. Signed in. */
  endLogin(input: EndLoginInput, options?: CallOptions): Promise<Result<EndLoginData>>;
  /** Permanently erases the caller's own account. eraseUser says what is removed and what stays. USER. */
  eraseMyAccount(input?: EraseMyAccountInput, options?: CallOptions): Promise<Result<EraseMyAccountData>>;
  /** Permanently erases the personal data of an account: its name, identities, check-ins, activities, codes and texts. Pending requests are rejected. Paid requests stay under the account's id. ADMIN. */
  eraseUser(input: EraseUserInput, options?: CallOptions): Promise<Result<EraseUserData>>;
  /** An event. INACTIVE and ARCHIVED events are NOT_FOUND for a USER. Signed in. */
  event(variables: EventQueryVariables, options?: CallOptions): Promise<Result<EventData>>;
  /** An event. INACTIVE and ARCHIVED events are NOT_FOUND for a USER. Signed in. */
  eventHistory(variables: EventHistoryQueryVariables, options?: CallOptions): Promise<Result<EventHistoryData>>;
  /** A series. OPERATOR, AUDITOR, ADMIN. */
  eventSeries(variables: EventSeriesQueryVariables, options?: CallOptions): Promise<Result<EventSeriesData>>;
  /** Series, the latest created first. OPERATOR, AUDITOR, ADMIN. */
  eventSeriesList(variables?: EventSeriesListQueryVariables, options?: CallOptions): Promise<Result<EventSeriesListData>>;
  /** An event. INACTIVE and ARCHIVED events are NOT_FOUND for a USER. Signed in. */
  eventStats(variables: EventStatsQueryVariables, options?: CallOptions): Promise<Result<EventStatsData>>;
  /** Events, the latest `startAt` first. INACTIVE and ARCHIVED events are not listed for a USER. Signed in. */
  eventWindows(variables?: EventWindowsQueryVariables, options?: CallOptions): Promise<Result<EventWindowsData>>;
  /** Events, the latest `startAt` first. INACTIVE and ARCHIVED events are not listed for a USER. Signed in. */
  events(variables?: EventsQueryVariables, options?: CallOptions): Promise<Result<EventsData>>;
  /** Excuses a service day for everybody: it neither counts for a run of consecutive days nor breaks it. A repeat changes nothing. OPERATOR, ADMIN. */
  excuseDay(input: ExcuseDayInput, options?: CallOptions): Promise<Result<ExcuseDayData>>;
  /** The excused days, earliest first; from and to are service days, both included. Signed in. */
  excusedDays(variables?: ExcusedDaysQueryVariables, options?: CallOptions): Promise<Result<ExcusedDaysData>>;
  /** Checks the rules of payment against the stored data, each rule on one snapshot. AUDITOR, ADMIN. */
  invariants(options?: CallOptions): Promise<Result<InvariantsData>>;
  /** Links an identity of an identity provider to the caller, who can log in by it from now on. The same one again changes nothing; an account has at most 10. Signed in. */
  linkIdentity(input: LinkIdentityInput, options?: CallOptions): Promise<Result<LinkIdentityData>>;
  /** Starts a login. An account has at most 20; the oldest one ends. PASSWORD_CHANGE_REQUIRED for a one-time password, which redeemOneTimePassword exchanges. Public. */
  login(input: LoginInput, options?: CallOptions): Promise<Result<LoginData>>;
  /** Starts a login by a token of an identity provider. The first one creates the account: role USER, no password, a generated username. INVALID_IDENTITY_TOKEN for every token that is not accepted, and for a disabled account. Public. */
  loginWithIdentity(input: LoginWithIdentityInput, options?: CallOptions): Promise<Result<LoginWithIdentityData>>;
  /** Ends a login and its access tokens: the caller's, or that of `refreshToken`. Public. */
  logout(input?: LogoutInput, options?: CallOptions): Promise<Result<LogoutData>>;
  /** The caller's account. Signed in. */
  me(options?: CallOptions): Promise<Result<MeData>>;
  /** The viewer's activities, newest first by `occurredAt`. USER. */
  myActivities(variables?: MyActivitiesQueryVariables, options?: CallOptions): Promise<Result<MyActivitiesData>>;
  /** The viewer's check-ins, newest first; from and to are service days, both included. USER. */
  myAttendance(variables?: MyAttendanceQueryVariables, options?: CallOptions): Promise<Result<MyAttendanceData>>;
  /** Everything that is stored about the caller, as JSON, without credentials: account, identities, logins, audiences, excused days, requests with evidence, grants and codes, audit entries, check-ins, accesses by staff, notes of staff, and activities. At most 8 MB; `truncated` in it names lists that were cut off. 10 a day. Signed in. */
  myDataExport(options?: CallOptions): Promise<Result<MyDataExportData>>;
  /** Events, the latest `startAt` first. INACTIVE and ARCHIVED events are not listed for a USER. Signed in. */
  myEvents(variables?: MyEventsQueryVariables, options?: CallOptions): Promise<Result<MyEventsData>>;
  /** The caller's account. Signed in. */
  myGrants(variables?: MyGrantsQueryVariables, options?: CallOptions): Promise<Result<MyGrantsData>>;
  /** The caller's logins, newest first; at most 20. Signed in. */
  myLogins(options?: CallOptions): Promise<Result<MyLoginsData>>;
  /** The caller's own requests, newest first. USER. */
  myRewardRequests(variables?: MyRewardRequestsQueryVariables, options?: CallOptions): Promise<Result<MyRewardRequestsData>>;
  /** Current figures of all events. OPERATOR, AUDITOR, ADMIN. */
  overview(variables?: OverviewQueryVariables, options?: CallOptions): Promise<Result<OverviewData>>;
  /** A payout. OPERATOR, AUDITOR, ADMIN. */
  payout(variables: PayoutQueryVariables, options?: CallOptions): Promise<Result<PayoutData>>;
  /** Payouts, newest first by startedAt. OPERATOR, AUDITOR, ADMIN. */
  payouts(variables?: PayoutsQueryVariables, options?: CallOptions): Promise<Result<PayoutsData>>;
  /** Records up to 200 activities. Each row has an outcome of its own, and sending a row again is safe. Service keys with ACTIVITIES_WRITE. */
  recordActivities(input: RecordActivitiesInput, options?: CallOptions): Promise<Result<RecordActivitiesData>>;
  /** Exchanges a one-time password of resetPassword for a new password, and starts a login. INVALID_CREDENTIALS for one that is wrong, used or older than 24 hours. Public. */
  redeemOneTimePassword(input: RedeemOneTimePasswordInput, options?: CallOptions): Promise<Result<RedeemOneTimePasswordData>>;
  /** Returns a new pair of tokens. For 10 s a used refresh token returns the same pair again; after that, using it ends the login. Public. */
  refreshTokens(input: RefreshTokensInput, options?: CallOptions): Promise<Result<RefreshTokensData>>;
  /** Registers an account, always a USER, and logs it in. FORBIDDEN while REGISTRATION is off. Public. */
  register(input: RegisterInput, options?: CallOptions): Promise<Result<RegisterData>>;
  /** Rejects a pending request and returns its units to stock. Requests of the caller's own account are refused. OPERATOR, ADMIN. */
  rejectRewardRequest(input: RejectRewardRequestInput, options?: CallOptions): Promise<Result<RejectRewardRequestData>>;
  /** Rejects up to 25 pending requests, each by itself as `rejectRewardRequest` does. A refused one changes nothing for the others. OPERATOR, ADMIN. */
  rejectRewardRequests(input: RejectRewardRequestsInput, options?: CallOptions): Promise<Result<RejectRewardRequestsData>>;
  /** Removes a condition. OPERATOR, ADMIN. */
  removeCondition(input: RemoveConditionInput, options?: CallOptions): Promise<Result<RemoveConditionData>>;
  /** Ends the excusal of a day. It takes no payment back. NOT_FOUND for a day that was never excused; a repeat changes nothing. OPERATOR, ADMIN. */
  removeExcusedDay(input: RemoveExcusedDayInput, options?: CallOptions): Promise<Result<RemoveExcusedDayData>>;
  /** Removes a reward. OPERATOR, ADMIN. */
  removeReward(input: RemoveRewardInput, options?: CallOptions): Promise<Result<RemoveRewardData>>;
  /** Removes an endpoint with its messages, also those that wait. ADMIN. */
  removeWebhookEndpoint(input: RemoveWebhookEndpointInput, options?: CallOptions): Promise<Result<RemoveWebhookEndpointData>>;
  /** Sends the messages of a range of the feed again, under the same ids. ADMIN. */
  replayWebhook(input: ReplayWebhookInput, options?: CallOptions): Promise<Result<ReplayWebhookData>>;
  /** Requests the rewards of an event. A paid request receives all of them. USER. */
  requestReward(input: Keyed<RequestRewardInput>, options?: CallOptions): Promise<Result<RequestRewardData>>;
  /** Requests the rewards of an event for a user, with the answers of requestReward, and UNKNOWN_USER or ACCOUNT_DISABLED. Idempotency keys are one space per user. Service keys with CLAIMS_WRITE. */
  requestRewardFor(input: Keyed<RequestRewardForInput>, options?: CallOptions): Promise<Result<RequestRewardForData>>;
  /** Replaces the password of an account by a one-time password and ends all of its logins. Until its owner has exchanged it with redeemOneTimePassword, within 24 hours, nobody can log in to the account. ADMIN. */
  resetPassword(input: ResetPasswordInput, options?: CallOptions): Promise<Result<ResetPasswordData>>;
  /** Shows the code of a grant. Each call is recorded in the audit trail with its reason. ADMIN. */
  revealCode(input: RevealCodeInput, options?: CallOptions): Promise<Result<RevealCodeData>>;
  /** Takes a payment back, with all of its grants. The status stays SUCCESS, and the user can send no other request for the event. Payments to the caller's own account are refused. OPERATOR, ADMIN. */
  revokeRewardRequest(input: Keyed<RevokeRewardRequestInput>, options?: CallOptions): Promise<Result<RevokeRewardRequestData>>;
  /** Revokes a service key, from its next operation on. A key that is revoked stays as it is. ADMIN. */
  revokeServiceKey(input: RevokeServiceKeyInput, options?: CallOptions): Promise<Result<RevokeServiceKeyData>>;
  /** A reward. NOT_FOUND if the viewer may not read its event. Signed in. */
  reward(variables: RewardQueryVariables, options?: CallOptions): Promise<Result<RewardData>>;
  /** Lists changes of rewards and requests in order and without gaps. Service keys with GRANTS_READ. */
  rewardFeed(variables?: RewardFeedQueryVariables, options?: CallOptions): Promise<Result<RewardFeedData>>;
  /** Sums of the grants that `rewardGrants` lists with the same filter. Null if computing them takes too long (2 seconds) or if they cover more than 5,000 rewards. OPERATOR, AUDITOR, ADMIN. */
  rewardGrantSums(variables?: RewardGrantSumsQueryVariables, options?: CallOptions): Promise<Result<RewardGrantSumsData>>;
  /** All grants, newest first. OPERATOR, AUDITOR, ADMIN. */
  rewardGrants(variables?: RewardGrantsQueryVariables, options?: CallOptions): Promise<Result<RewardGrantsData>>;
  /** A request. A USER can read only their own; others are NOT_FOUND. Signed in. */
  rewardRequest(variables: RewardRequestQueryVariables, options?: CallOptions): Promise<Result<RewardRequestData>>;
  /** The requests of all users, newest first. OPERATOR, AUDITOR, ADMIN. */
  rewardRequests(variables?: RewardRequestsQueryVariables, options?: CallOptions): Promise<Result<RewardRequestsData>>;
  /** The rewards of an event. NOT_FOUND if the viewer may not read the event. Signed in. */
  rewards(variables: RewardsQueryVariables, options?: CallOptions): Promise<Result<RewardsData>>;
  /** Gives an endpoint a new secret. For 24 hours the former one signs too. ADMIN. */
  rotateWebhookSecret(input: RotateWebhookSecretInput, options?: CallOptions): Promise<Result<RotateWebhookSecretData>>;
  /** Makes the members of an audience final. A large audience is sealed within seconds of the answer; sealing a sealed one again changes nothing. OPERATOR, ADMIN. */
  sealAudience(input: SealAudienceInput, options?: CallOptions): Promise<Result<SealAudienceData>>;
  /** One proof of each sealed entry of a request, in the order of the reward feed: for the claimant, AUDITOR and ADMIN. Empty until the request is sealed. Signed in. */
  sealProof(variables: SealProofQueryVariables, options?: CallOptions): Promise<Result<SealProofData>>;
  /** Seals of the reward feed, newest first. The servers seal once in each service day. AUDITOR, ADMIN. */
  seals(variables?: SealsQueryVariables, options?: CallOptions): Promise<Result<SealsData>>;
  /** The server's version, time and service calendar. Public. */
  serverInfo(options?: CallOptions): Promise<Result<ServerInfoData>>;
  /** Service keys, newest first by createdAt. AUDITOR, ADMIN. */
  serviceKeys(variables?: ServiceKeysQueryVariables, options?: CallOptions): Promise<Result<ServiceKeysData>>;
  /** Disables an account and ends its logins, or enables it again. The same state changes nothing. ADMIN. */
  setUserDisabled(input: SetUserDisabledInput, options?: CallOptions): Promise<Result<SetUserDisabledData>>;
  /** The notes of staff about an account or a request, newest first. OPERATOR, AUDITOR, ADMIN. */
  staffNotes(variables?: StaffNotesQueryVariables, options?: CallOptions): Promise<Result<StaffNotesData>>;
  /** Starts a payout: the event is claimed for each member of a sealed audience exactly as the member would. It freezes the event. Above a number of members, of all payouts of the event together, another account must approve it first. OPERATOR, ADMIN. */
  startPayout(input: Keyed<StartPayoutInput>, options?: CallOptions): Promise<Result<StartPayoutData>>;
  /** Removes an identity of an identity provider from the caller, unless it is the last way in: a password or an identity of a configured issuer stays. One that the account does not have changes nothing. Signed in. */
  unlinkIdentity(input: UnlinkIdentityInput, options?: CallOptions): Promise<Result<UnlinkIdentityData>>;
  /** Replaces a condition. OPERATOR, ADMIN. */
  updateCondition(input: UpdateConditionInput, options?: CallOptions): Promise<Result<UpdateConditionData>>;
  /** Changes, pauses or activates an event. OPERATOR, ADMIN. */
  updateEvent(input: UpdateEventInput, options?: CallOptions): Promise<Result<UpdateEventData>>;
  /** Changes a reward. OPERATOR, ADMIN. */
  updateReward(input: UpdateRewardInput, options?: CallOptions): Promise<Result<UpdateRewardData>>;
  /** Changes, pauses, continues or ends a series. Events that were created already stay as they are. OPERATOR, ADMIN. */
  updateSeries(input: UpdateSeriesInput, options?: CallOptions): Promise<Result<UpdateSeriesData>>;
  /** Changes an endpoint. ADMIN. */
  updateWebhookEndpoint(input: UpdateWebhookEndpointInput, options?: CallOptions): Promise<Result<UpdateWebhookEndpointData>>;
  /** Finds accounts by your own names for them, and creates those that are missing: role USER, no password. A repeat finds the same accounts. Service keys with USERS_WRITE. */
  upsertUsers(input: UpsertUsersInput, options?: CallOptions): Promise<Result<UpsertUsersData>>;
  /** An account by its id. OPERATOR, AUDITOR, ADMIN. */
  user(variables: UserQueryVariables, options?: CallOptions): Promise<Result<UserData>>;
  /** Accounts, newest first by createdAt. OPERATOR, AUDITOR, ADMIN. */
  users(variables?: UsersQueryVariables, options?: CallOptions): Promise<Result<UsersData>>;
  /** Voids activities. It never takes a payment back. A service key voids activities of its own source only. Service keys with ACTIVITIES_WRITE, OPERATOR, ADMIN. */
  voidActivities(input: VoidActivitiesInput, options?: CallOptions): Promise<Result<VoidActivitiesData>>;
  /** Voids activities. It never takes a payment back. A service key voids activities of its own source only. Service keys with ACTIVITIES_WRITE, OPERATOR, ADMIN. */
  voidActivitiesByStaff(input: VoidActivitiesInput, options?: CallOptions): Promise<Result<VoidActivitiesByStaffData>>;
  /** Messages of the last 30 days and those that wait, newest first by sequence. AUDITOR, ADMIN. */
  webhookDeliveries(variables?: WebhookDeliveriesQueryVariables, options?: CallOptions): Promise<Result<WebhookDeliveriesData>>;
  /** All endpoints of webhooks, at most 20, oldest first. AUDITOR, ADMIN. */
  webhookEndpoints(options?: CallOptions): Promise<Result<WebhookEndpointsData>>;
  /** The caller's account. Signed in. */
  whoAmI(options?: CallOptions): Promise<Result<WhoAmIData>>;
}

export const operations: Readonly<Record<keyof Operations, Operation>> = {
  accessLog: { name: 'AccessLog', field: 'accessLog', kind: 'query', takes: 'variables', keyed: false, document: "query AccessLog($filter:AccessLogFilter$first:Int!=20$after:String$reverse:Boolean!=false){accessLog(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor}nodes{id actor{id username}user{id username}what at}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  acknowledgeGrants: { name: 'AcknowledgeGrants', field: 'acknowledgeGrants', kind: 'mutation', takes: 'input', keyed: false, document: "mutation AcknowledgeGrants($input:AcknowledgeGrantsInput!){acknowledgeGrants(input:$input){outcomes{grant{id delivery{state reference at attempts}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}" },
  activities: { name: 'Activities', field: 'activities', kind: 'query', takes: 'variables', keyed: false, document: "query Activities($filter:ActivityFilter$first:Int!=20$after:String$reverse:Boolean!=false$withCount:Boolean!=false){activities(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor node{...ActivityDetails user{id username}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount@include(if:$withCount)}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}" },
  activityKinds: { name: 'ActivityKinds', field: 'activities', kind: 'query', takes: 'variables', keyed: false, document: "query ActivityKinds($first:Int!=100){activities(first:$first){nodes{id kind}}}" },
  addAudienceMembers: { name: 'AddAudienceMembers', field: 'addAudienceMembers', kind: 'mutation', takes: 'input', keyed: false, document: "mutation AddAudienceMembers($input:AddAudienceMembersInput!){addAudienceMembers(input:$input){audience{...AudienceDetails}added unknown userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}" },
  addCondition: { name: 'AddCondition', field: 'addCondition', kind: 'mutation', takes: 'input', keyed: false, document: "mutation AddCondition($input:AddConditionInput!){addCondition(input:$input){condition{...ConditionDetails}event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}" },
  addReward: { name: 'AddReward', field: 'addReward', kind: 'mutation', takes: 'input', keyed: false, document: "mutation AddReward($input:AddRewardInput!){addReward(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  addStaffNote: { name: 'AddStaffNote', field: 'addStaffNote', kind: 'mutation', takes: 'input', keyed: true, document: "mutation AddStaffNote($input:AddStaffNoteInput!){addStaffNote(input:$input){note{...StaffNoteDetails}userErrors{...RefusalDetails}}}fragment StaffNoteDetails on StaffNote{id requestId event{id title}text createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}" },
  adjustRewardStock: { name: 'AdjustRewardStock', field: 'adjustRewardStock', kind: 'mutation', takes: 'input', keyed: true, document: "mutation AdjustRewardStock($input:AdjustRewardStockInput!){adjustRewardStock(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  approveRewardRequest: { name: 'ApproveRewardRequest', field: 'approveRewardRequest', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ApproveRewardRequest($input:ApproveRewardRequestInput!){approveRewardRequest(input:$input){request{...RequestDetails decidedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}" },
  approveRewardRequests: { name: 'ApproveRewardRequests', field: 'approveRewardRequests', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ApproveRewardRequests($input:ApproveRewardRequestsInput!){approveRewardRequests(input:$input){outcomes{request{id status decidedAt failureCode note decidedBy{id username}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}" },
  archiveEvent: { name: 'ArchiveEvent', field: 'archiveEvent', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ArchiveEvent($input:ArchiveEventInput!){archiveEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  attendance: { name: 'Attendance', field: 'attendance', kind: 'query', takes: 'variables', keyed: false, document: "query Attendance($userId:ID!$from:LocalDate$to:LocalDate$first:Int!=20$after:String$reverse:Boolean!=false){attendance(userId:$userId from:$from to:$to first:$first after:$after reverse:$reverse){edges{cursor node{id day checkedAt user{id username}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  audience: { name: 'Audience', field: 'audience', kind: 'query', takes: 'variables', keyed: false, document: "query Audience($id:ID!){audience(id:$id){...AudienceDetails}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}" },
  audiences: { name: 'Audiences', field: 'audiences', kind: 'query', takes: 'variables', keyed: false, document: "query Audiences($first:Int!=20$after:String$reverse:Boolean!=false){audiences(first:$first after:$after reverse:$reverse){nodes{...AudienceDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}" },
  auditChain: { name: 'AuditChain', field: 'auditEntries', kind: 'query', takes: 'variables', keyed: false, document: "query AuditChain($filter:AuditFilter$first:Int!=20$after:String$reverse:Boolean!=false){auditEntries(filter:$filter first:$first after:$after reverse:$reverse){nodes{id sequence canonical previousHash hash}pageInfo{hasNextPage endCursor}}}" },
  auditEntries: { name: 'AuditEntries', field: 'auditEntries', kind: 'query', takes: 'variables', keyed: false, document: "query AuditEntries($filter:AuditFilter$first:Int!=20$after:String$reverse:Boolean!=false){auditEntries(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor}nodes{id sequence at actor{id username}actorRole serviceKey{id name}action targetType targetId targetName before after reason idempotencyKey inputHash hash previousHash}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  auditVerification: { name: 'AuditVerification', field: 'auditVerification', kind: 'query', takes: 'nothing', keyed: false, document: "query AuditVerification{auditVerification{ok entries firstBadSequence checkedAt}}" },
  changePassword: { name: 'ChangePassword', field: 'changePassword', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ChangePassword($input:ChangePasswordInput!){changePassword(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" },
  changePayout: { name: 'ChangePayout', field: 'changePayout', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ChangePayout($input:ChangePayoutInput!){changePayout(input:$input){payout{...PayoutDetails}userErrors{...RefusalDetails}}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}fragment RefusalDetails on UserError{code message field}" },
  changeUserRole: { name: 'ChangeUserRole', field: 'changeUserRole', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ChangeUserRole($input:ChangeUserRoleInput!){changeUserRole(input:$input){user{id username role createdAt disabledAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  checkAttendance: { name: 'CheckAttendance', field: 'checkAttendance', kind: 'mutation', takes: 'nothing', keyed: false, document: "mutation CheckAttendance{checkAttendance{attendance{id day checkedAt user{id username}}created streak{current longest lastDay}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  checkAttendanceFor: { name: 'CheckAttendanceFor', field: 'checkAttendanceFor', kind: 'mutation', takes: 'input', keyed: false, document: "mutation CheckAttendanceFor($input:CheckAttendanceForInput!){checkAttendanceFor(input:$input){attendance{id day checkedAt}created streak{current longest lastDay}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  condition: { name: 'Condition', field: 'condition', kind: 'query', takes: 'variables', keyed: false, document: "query Condition($id:ID!){condition(id:$id){id kind target description activityKind requiredEvent{id title}audience{id name}event{id title}}}" },
  conditions: { name: 'Conditions', field: 'conditions', kind: 'query', takes: 'variables', keyed: false, document: "query Conditions($eventId:ID!){conditions(eventId:$eventId){...ConditionDetails}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}" },
  createAudience: { name: 'CreateAudience', field: 'createAudience', kind: 'mutation', takes: 'input', keyed: false, document: "mutation CreateAudience($input:CreateAudienceInput!){createAudience(input:$input){audience{...AudienceDetails}userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}" },
  createEvent: { name: 'CreateEvent', field: 'createEvent', kind: 'mutation', takes: 'input', keyed: true, document: "mutation CreateEvent($input:CreateEventInput!){createEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  createSeries: { name: 'CreateSeries', field: 'createSeries', kind: 'mutation', takes: 'input', keyed: true, document: "mutation CreateSeries($input:CreateSeriesInput!){createSeries(input:$input){series{...SeriesDetails}userErrors{...RefusalDetails}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}fragment RefusalDetails on UserError{code message field}" },
  createServiceKey: { name: 'CreateServiceKey', field: 'createServiceKey', kind: 'mutation', takes: 'input', keyed: false, document: "mutation CreateServiceKey($input:CreateServiceKeyInput!){createServiceKey(input:$input){key{id name source scopes createdAt expiresAt}secret userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  createWebhookEndpoint: { name: 'CreateWebhookEndpoint', field: 'createWebhookEndpoint', kind: 'mutation', takes: 'input', keyed: false, document: "mutation CreateWebhookEndpoint($input:CreateWebhookEndpointInput!){createWebhookEndpoint(input:$input){endpoint{...WebhookEndpointDetails}secret userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}" },
  duplicateEvent: { name: 'DuplicateEvent', field: 'duplicateEvent', kind: 'mutation', takes: 'input', keyed: true, document: "mutation DuplicateEvent($input:DuplicateEventInput!){duplicateEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  eligibility: { name: 'Eligibility', field: 'eligibility', kind: 'query', takes: 'variables', keyed: false, document: "query Eligibility($eventId:ID!$userId:ID){eligibility(eventId:$eventId userId:$userId){eligible blockedBy evaluatedAt event{id title startAt payout}user{id username role disabledAt}progress{conditionId kind description target current met days excusedDays activityKind firstActivityAt lastActivityAt}}}" },
  endLogin: { name: 'EndLogin', field: 'endLogin', kind: 'mutation', takes: 'input', keyed: false, document: "mutation EndLogin($input:EndLoginInput!){endLogin(input:$input){ended}}" },
  eraseMyAccount: { name: 'EraseMyAccount', field: 'eraseMyAccount', kind: 'mutation', takes: 'input', keyed: false, document: "mutation EraseMyAccount($input:EraseMyAccountInput!){eraseMyAccount(input:$input){erased userErrors{code message field}}}" },
  eraseUser: { name: 'EraseUser', field: 'eraseUser', kind: 'mutation', takes: 'input', keyed: false, document: "mutation EraseUser($input:EraseUserInput!){eraseUser(input:$input){user{id username disabledAt erasedAt}userErrors{code message field}}}" },
  event: { name: 'Event', field: 'event', kind: 'query', takes: 'variables', keyed: false, document: "query Event($id:ID!){event(id:$id){...EventDetails rewards{id codes{imported free bound low}}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}" },
  eventHistory: { name: 'EventHistory', field: 'event', kind: 'query', takes: 'variables', keyed: false, document: "query EventHistory($id:ID!$first:Int!=20$after:String){event(id:$id){id history(first:$first after:$after){nodes{id at actor{id username}action before after reason}pageInfo{hasNextPage endCursor}}}}" },
  eventSeries: { name: 'EventSeries', field: 'eventSeries', kind: 'query', takes: 'variables', keyed: false, document: "query EventSeries($id:ID!$first:Int!=20$after:String){eventSeries(id:$id){...SeriesDetails events(first:$first after:$after){nodes{id title occurrence startAt endAt state draft}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}" },
  eventSeriesList: { name: 'EventSeriesList', field: 'eventSeriesList', kind: 'query', takes: 'variables', keyed: false, document: "query EventSeriesList($first:Int!=20$after:String$reverse:Boolean!=false){eventSeriesList(first:$first after:$after reverse:$reverse){nodes{...SeriesDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}" },
  eventStats: { name: 'EventStats', field: 'event', kind: 'query', takes: 'variables', keyed: false, document: "query EventStats($id:ID!){event(id:$id){id requestCounts{acceptedLastDay}stats{attendees requesters pending succeeded revoked failed failures{code count}days{day requested succeeded failed}}}}" },
  eventWindows: { name: 'EventWindows', field: 'events', kind: 'query', takes: 'variables', keyed: false, document: "query EventWindows($filter:EventFilter$first:Int!=20$after:String){events(filter:$filter first:$first after:$after){nodes{id title startAt endAt state draft}pageInfo{hasNextPage endCursor}}}" },
  events: { name: 'Events', field: 'events', kind: 'query', takes: 'variables', keyed: false, document: "query Events($filter:EventFilter$first:Int!=20$after:String$reverse:Boolean!=false$orderBy:EventOrder!=START_AT$withCounts:Boolean!=false){events(filter:$filter first:$first after:$after reverse:$reverse orderBy:$orderBy){edges{cursor node{...EventSummary requestCounts@include(if:$withCounts){requested pending succeeded failed acceptedLastDay}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}" },
  excuseDay: { name: 'ExcuseDay', field: 'excuseDay', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ExcuseDay($input:ExcuseDayInput!){excuseDay(input:$input){excusedDay{day reason excusedBy{id username}excusedAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  excusedDays: { name: 'ExcusedDays', field: 'excusedDays', kind: 'query', takes: 'variables', keyed: false, document: "query ExcusedDays($from:LocalDate$to:LocalDate){excusedDays(from:$from to:$to){day reason excusedBy{id username}excusedAt}}" },
  invariants: { name: 'Invariants', field: 'invariants', kind: 'query', takes: 'nothing', keyed: false, document: "query Invariants{invariants{name description ok violations examples}}" },
  linkIdentity: { name: 'LinkIdentity', field: 'linkIdentity', kind: 'mutation', takes: 'input', keyed: false, document: "mutation LinkIdentity($input:LinkIdentityInput!){linkIdentity(input:$input){user{id hasPassword identities{issuer subject linkedAt}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  login: { name: 'Login', field: 'login', kind: 'mutation', takes: 'input', keyed: false, document: "mutation Login($input:LoginInput!){login(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" },
  loginWithIdentity: { name: 'LoginWithIdentity', field: 'loginWithIdentity', kind: 'mutation', takes: 'input', keyed: false, document: "mutation LoginWithIdentity($input:LoginWithIdentityInput!){loginWithIdentity(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}created}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" },
  logout: { name: 'Logout', field: 'logout', kind: 'mutation', takes: 'input', keyed: false, document: "mutation Logout($input:LogoutInput!){logout(input:$input){endedSessions}}" },
  me: { name: 'Me', field: 'me', kind: 'query', takes: 'nothing', keyed: false, document: "query Me{me{id username role createdAt disabledAt points attendanceStreak{current longest lastDay}}}" },
  myActivities: { name: 'MyActivities', field: 'myActivities', kind: 'query', takes: 'variables', keyed: false, document: "query MyActivities($kind:String$first:Int!=20$after:String$reverse:Boolean!=false){myActivities(kind:$kind first:$first after:$after reverse:$reverse){edges{cursor node{...ActivityDetails}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}" },
  myAttendance: { name: 'MyAttendance', field: 'myAttendance', kind: 'query', takes: 'variables', keyed: false, document: "query MyAttendance($from:LocalDate$to:LocalDate$first:Int!=20$after:String$reverse:Boolean!=false){myAttendance(from:$from to:$to first:$first after:$after reverse:$reverse){nodes{id day checkedAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  myDataExport: { name: 'MyDataExport', field: 'myDataExport', kind: 'query', takes: 'nothing', keyed: false, document: "query MyDataExport{myDataExport}" },
  myEvents: { name: 'MyEvents', field: 'events', kind: 'query', takes: 'variables', keyed: false, document: "query MyEvents($filter:EventFilter$first:Int!=20$after:String){events(filter:$filter first:$first after:$after){pageInfo{hasNextPage endCursor}nodes{id title description startAt endAt state inProgress rewards{id name quantity remaining}myEligibility{eligible blockedBy progress{kind description target current met days activityKind}}myRequest{id status failureCode}}}}" },
  myGrants: { name: 'MyGrants', field: 'me', kind: 'query', takes: 'variables', keyed: false, document: "query MyGrants($first:Int!=20$after:String){me{id points grants(first:$first after:$after){totalCount pageInfo{hasNextPage endCursor}nodes{id type name quantity grantedAt code}}}}" },
  myLogins: { name: 'MyLogins', field: 'myLogins', kind: 'query', takes: 'nothing', keyed: false, document: "query MyLogins{myLogins{id startedAt renewedAt expiresAt device current}}" },
  myRewardRequests: { name: 'MyRewardRequests', field: 'myRewardRequests', kind: 'query', takes: 'variables', keyed: false, document: "query MyRewardRequests($filter:MyRewardRequestFilter$first:Int!=20$after:String$reverse:Boolean!=false){myRewardRequests(filter:$filter first:$first after:$after reverse:$reverse){totalCount pageInfo{hasNextPage endCursor}nodes{...RequestDetails event{id title state}}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}" },
  overview: { name: 'Overview', field: 'overview', kind: 'query', takes: 'variables', keyed: false, document: "query Overview($unit:BucketUnit!=HOUR$count:Int!=24){overview{at running(first:10){nodes{id title startAt endAt payout}totalCount}lastDays:requests(unit:DAY count:2){buckets{requested pending failed}}ending(first:10){count events{id title endAt}}requests(unit:$unit count:$count){from to requested pending succeeded revoked failed buckets{from to day requested pending succeeded failed}failures{code count}}lowStock(first:50){...RewardDetails event{id title requestCounts{acceptedLastDay}}}waiting{count oldest{id requestedAt event{id title}user{id username}}}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}" },
  payout: { name: 'Payout', field: 'payout', kind: 'query', takes: 'variables', keyed: false, document: "query Payout($id:ID!){payout(id:$id){...PayoutDetails}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}" },
  payouts: { name: 'Payouts', field: 'payouts', kind: 'query', takes: 'variables', keyed: false, document: "query Payouts($eventId:ID$first:Int!=20$after:String$reverse:Boolean!=false){payouts(eventId:$eventId first:$first after:$after reverse:$reverse){nodes{...PayoutDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}" },
  recordActivities: { name: 'RecordActivities', field: 'recordActivities', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RecordActivities($input:RecordActivitiesInput!){recordActivities(input:$input){outcomes{code activity{...ActivityDetails user{id}}}}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}" },
  redeemOneTimePassword: { name: 'RedeemOneTimePassword', field: 'redeemOneTimePassword', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RedeemOneTimePassword($input:RedeemOneTimePasswordInput!){redeemOneTimePassword(input:$input){user{id username role}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" },
  refreshTokens: { name: 'RefreshTokens', field: 'refreshTokens', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RefreshTokens($input:RefreshTokensInput!){refreshTokens(input:$input){tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" },
  register: { name: 'Register', field: 'register', kind: 'mutation', takes: 'input', keyed: false, document: "mutation Register($input:RegisterInput!){register(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}userErrors{...RefusalDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}fragment RefusalDetails on UserError{code message field}" },
  rejectRewardRequest: { name: 'RejectRewardRequest', field: 'rejectRewardRequest', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RejectRewardRequest($input:RejectRewardRequestInput!){rejectRewardRequest(input:$input){request{...RequestDetails decidedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}" },
  rejectRewardRequests: { name: 'RejectRewardRequests', field: 'rejectRewardRequests', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RejectRewardRequests($input:RejectRewardRequestsInput!){rejectRewardRequests(input:$input){outcomes{request{id status decidedAt failureCode note decidedBy{id username}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}" },
  removeCondition: { name: 'RemoveCondition', field: 'removeCondition', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RemoveCondition($input:RemoveConditionInput!){removeCondition(input:$input){removedId event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}" },
  removeExcusedDay: { name: 'RemoveExcusedDay', field: 'removeExcusedDay', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RemoveExcusedDay($input:RemoveExcusedDayInput!){removeExcusedDay(input:$input){removedDay userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  removeReward: { name: 'RemoveReward', field: 'removeReward', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RemoveReward($input:RemoveRewardInput!){removeReward(input:$input){removedId event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  removeWebhookEndpoint: { name: 'RemoveWebhookEndpoint', field: 'removeWebhookEndpoint', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RemoveWebhookEndpoint($input:RemoveWebhookEndpointInput!){removeWebhookEndpoint(input:$input){removedId userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  replayWebhook: { name: 'ReplayWebhook', field: 'replayWebhook', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ReplayWebhook($input:ReplayWebhookInput!){replayWebhook(input:$input){endpoint{...WebhookEndpointDetails}userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}" },
  requestReward: { name: 'RequestReward', field: 'requestReward', kind: 'mutation', takes: 'input', keyed: true, document: "mutation RequestReward($input:RequestRewardInput!){requestReward(input:$input){request{...RequestDetails evidence{conditionId excusedDays}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}" },
  requestRewardFor: { name: 'RequestRewardFor', field: 'requestRewardFor', kind: 'mutation', takes: 'input', keyed: true, document: "mutation RequestRewardFor($input:RequestRewardForInput!){requestRewardFor(input:$input){request{id status source attempt failureCode requestedAt grants{id type name quantity externalId}user{id}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  resetPassword: { name: 'ResetPassword', field: 'resetPassword', kind: 'mutation', takes: 'input', keyed: false, document: "mutation ResetPassword($input:ResetPasswordInput!){resetPassword(input:$input){user{id username passwordResetExpiresAt}oneTimePassword userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  revealCode: { name: 'RevealCode', field: 'revealCode', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RevealCode($input:RevealCodeInput!){revealCode(input:$input){code userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  revokeRewardRequest: { name: 'RevokeRewardRequest', field: 'revokeRewardRequest', kind: 'mutation', takes: 'input', keyed: true, document: "mutation RevokeRewardRequest($input:RevokeRewardRequestInput!){revokeRewardRequest(input:$input){request{...RequestDetails revokedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}" },
  revokeServiceKey: { name: 'RevokeServiceKey', field: 'revokeServiceKey', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RevokeServiceKey($input:RevokeServiceKeyInput!){revokeServiceKey(input:$input){key{id revokedAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  reward: { name: 'Reward', field: 'reward', kind: 'query', takes: 'variables', keyed: false, document: "query Reward($id:ID!){reward(id:$id){id type name quantity externalId stock remaining event{id title}}}" },
  rewardFeed: { name: 'RewardFeed', field: 'rewardFeed', kind: 'query', takes: 'variables', keyed: false, document: "query RewardFeed($after:SafeInt!=0$first:Int!=100$types:[FeedEntryType!]){rewardFeed(after:$after first:$first types:$types){entries{sequence type at request{id status event{id title}grants{id type name quantity externalId code revokedAt delivery{state}}}user{id identities{issuer subject}}}epoch lastSequence hasMore}}" },
  rewardGrantSums: { name: 'RewardGrantSums', field: 'rewardGrantSums', kind: 'query', takes: 'variables', keyed: false, document: "query RewardGrantSums($filter:RewardGrantFilter){rewardGrantSums(filter:$filter){types{type grants quantity}rewards{event{id title}type name externalId grants quantity}hasMoreRewards}}" },
  rewardGrants: { name: 'RewardGrants', field: 'rewardGrants', kind: 'query', takes: 'variables', keyed: false, document: "query RewardGrants($filter:RewardGrantFilter$first:Int!=20$after:String$reverse:Boolean!=false){rewardGrants(filter:$filter first:$first after:$after reverse:$reverse){totalCount pageInfo{hasNextPage endCursor}nodes{id type name quantity externalId grantedAt revokedAt delivery{state reference at attempts}user{id username}request{id event{id title}}}}}" },
  rewardRequest: { name: 'RewardRequest', field: 'rewardRequest', kind: 'query', takes: 'variables', keyed: false, document: "query RewardRequest($id:ID!){rewardRequest(id:$id){...RequestDetails evidence{conditionId excusedDays}grants{id delivery{state reference at attempts}}event{id title state startAt}user{id username disabledAt erasedAt}decidedBy{id username}revokedBy{id username}source payout{id audience{id name}}serviceKey{id name}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}" },
  rewardRequests: { name: 'RewardRequests', field: 'rewardRequests', kind: 'query', takes: 'variables', keyed: false, document: "query RewardRequests($filter:RewardRequestFilter$first:Int!=20$after:String$reverse:Boolean!=false$withCount:Boolean!=false){rewardRequests(filter:$filter first:$first after:$after reverse:$reverse){pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount@include(if:$withCount)nodes{id status attempt requestedAt failureCode note revokedAt user{id username}event{id title}grants{id name quantity}}}}" },
  rewards: { name: 'Rewards', field: 'rewards', kind: 'query', takes: 'variables', keyed: false, document: "query Rewards($eventId:ID!){rewards(eventId:$eventId){...RewardDetails}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}" },
  rotateWebhookSecret: { name: 'RotateWebhookSecret', field: 'rotateWebhookSecret', kind: 'mutation', takes: 'input', keyed: false, document: "mutation RotateWebhookSecret($input:RotateWebhookSecretInput!){rotateWebhookSecret(input:$input){endpoint{...WebhookEndpointDetails}secret userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}" },
  sealAudience: { name: 'SealAudience', field: 'sealAudience', kind: 'mutation', takes: 'input', keyed: false, document: "mutation SealAudience($input:SealAudienceInput!){sealAudience(input:$input){audience{...AudienceDetails}userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}" },
  sealProof: { name: 'SealProof', field: 'sealProof', kind: 'query', takes: 'variables', keyed: false, document: "query SealProof($requestId:ID!){sealProof(requestId:$requestId){seal{id sealedAt epoch firstSequence lastSequence root auditSequence}leaf sequence path auditEntry{id canonical previousHash hash}}}" },
  seals: { name: 'Seals', field: 'seals', kind: 'query', takes: 'variables', keyed: false, document: "query Seals($first:Int!=20$after:String$reverse:Boolean!=false){seals(first:$first after:$after reverse:$reverse){nodes{id sealedAt epoch firstSequence lastSequence root auditSequence}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  serverInfo: { name: 'ServerInfo', field: 'serverInfo', kind: 'query', takes: 'nothing', keyed: false, document: "query ServerInfo{serverInfo{version serviceTimeZone dayStartMinute schemaHash registrationOpen activityLatenessHours now today nextDayAt}}" },
  serviceKeys: { name: 'ServiceKeys', field: 'serviceKeys', kind: 'query', takes: 'variables', keyed: false, document: "query ServiceKeys($first:Int!=20$after:String$reverse:Boolean!=false){serviceKeys(first:$first after:$after reverse:$reverse){nodes{id name source scopes createdAt createdBy{id username}expiresAt revokedAt lastUsedAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  setUserDisabled: { name: 'SetUserDisabled', field: 'setUserDisabled', kind: 'mutation', takes: 'input', keyed: false, document: "mutation SetUserDisabled($input:SetUserDisabledInput!){setUserDisabled(input:$input){user{id username role createdAt disabledAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  staffNotes: { name: 'StaffNotes', field: 'staffNotes', kind: 'query', takes: 'variables', keyed: false, document: "query StaffNotes($filter:StaffNoteFilter$first:Int!=20$after:String$reverse:Boolean!=false){staffNotes(filter:$filter first:$first after:$after reverse:$reverse){nodes{...StaffNoteDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment StaffNoteDetails on StaffNote{id requestId event{id title}text createdAt createdBy{id username}}" },
  startPayout: { name: 'StartPayout', field: 'startPayout', kind: 'mutation', takes: 'input', keyed: true, document: "mutation StartPayout($input:StartPayoutInput!){startPayout(input:$input){payout{...PayoutDetails}userErrors{...RefusalDetails}}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}fragment RefusalDetails on UserError{code message field}" },
  unlinkIdentity: { name: 'UnlinkIdentity', field: 'unlinkIdentity', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UnlinkIdentity($input:UnlinkIdentityInput!){unlinkIdentity(input:$input){user{id hasPassword identities{issuer subject linkedAt}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  updateCondition: { name: 'UpdateCondition', field: 'updateCondition', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpdateCondition($input:UpdateConditionInput!){updateCondition(input:$input){condition{...ConditionDetails}event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}" },
  updateEvent: { name: 'UpdateEvent', field: 'updateEvent', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpdateEvent($input:UpdateEventInput!){updateEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  updateReward: { name: 'UpdateReward', field: 'updateReward', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpdateReward($input:UpdateRewardInput!){updateReward(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}" },
  updateSeries: { name: 'UpdateSeries', field: 'updateSeries', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpdateSeries($input:UpdateSeriesInput!){updateSeries(input:$input){series{...SeriesDetails}userErrors{...RefusalDetails}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}fragment RefusalDetails on UserError{code message field}" },
  updateWebhookEndpoint: { name: 'UpdateWebhookEndpoint', field: 'updateWebhookEndpoint', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpdateWebhookEndpoint($input:UpdateWebhookEndpointInput!){updateWebhookEndpoint(input:$input){endpoint{...WebhookEndpointDetails}userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}" },
  upsertUsers: { name: 'UpsertUsers', field: 'upsertUsers', kind: 'mutation', takes: 'input', keyed: false, document: "mutation UpsertUsers($input:UpsertUsersInput!){upsertUsers(input:$input){outcomes{user{id username identities{issuer subject}}created userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}" },
  user: { name: 'User', field: 'user', kind: 'query', takes: 'variables', keyed: false, document: "query User($id:ID!){user(id:$id){id username role createdAt disabledAt erasedAt hasPassword passwordResetExpiresAt identities{issuer subject linkedAt}points attendanceStreak{current longest lastDay}}}" },
  users: { name: 'Users', field: 'users', kind: 'query', takes: 'variables', keyed: false, document: "query Users($filter:UserFilter$first:Int!=20$after:String$reverse:Boolean!=false){users(filter:$filter first:$first after:$after reverse:$reverse){nodes{id username role createdAt disabledAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  voidActivities: { name: 'VoidActivities', field: 'voidActivities', kind: 'mutation', takes: 'input', keyed: false, document: "mutation VoidActivities($input:VoidActivitiesInput!){voidActivities(input:$input){voided affected{id status requestedAt decidedAt user{id}}moreAffected userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  voidActivitiesByStaff: { name: 'VoidActivitiesByStaff', field: 'voidActivities', kind: 'mutation', takes: 'input', keyed: false, document: "mutation VoidActivitiesByStaff($input:VoidActivitiesInput!){voidActivities(input:$input){voided affected{id status requestedAt user{id username}event{id title}}moreAffected userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}" },
  webhookDeliveries: { name: 'WebhookDeliveries', field: 'webhookDeliveries', kind: 'query', takes: 'variables', keyed: false, document: "query WebhookDeliveries($filter:WebhookDeliveryFilter$first:Int!=20$after:String$reverse:Boolean!=false){webhookDeliveries(filter:$filter first:$first after:$after reverse:$reverse){nodes{id endpoint{id url}state sequence type attempts lastStatus lastError lastAttemptAt nextAttemptAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}" },
  webhookEndpoints: { name: 'WebhookEndpoints', field: 'webhookEndpoints', kind: 'query', takes: 'nothing', keyed: false, document: "query WebhookEndpoints{webhookEndpoints{...WebhookEndpointDetails}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}" },
  whoAmI: { name: 'WhoAmI', field: 'me', kind: 'query', takes: 'nothing', keyed: false, document: "query WhoAmI{me{id username role}}" },
};