/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
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


/** Typed as the parsed document, which the types go with; urql parses a text when it is sent first. */
function document<Data, Variables>(text: string) {
  return text as unknown as TypedDocumentNode<Data, Variables>;
}

export const AccessLogDocument = document<AccessLogQuery, AccessLogQueryVariables>("query AccessLog($filter:AccessLogFilter$first:Int!=20$after:String$reverse:Boolean!=false){accessLog(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor}nodes{id actor{id username}user{id username}what at}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const AcknowledgeGrantsDocument = document<AcknowledgeGrantsMutation, AcknowledgeGrantsMutationVariables>("mutation AcknowledgeGrants($input:AcknowledgeGrantsInput!){acknowledgeGrants(input:$input){outcomes{grant{id delivery{state reference at attempts}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}");
export const ActivitiesDocument = document<ActivitiesQuery, ActivitiesQueryVariables>("query Activities($filter:ActivityFilter$first:Int!=20$after:String$reverse:Boolean!=false$withCount:Boolean!=false){activities(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor node{...ActivityDetails user{id username}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount@include(if:$withCount)}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}");
export const ActivityKindsDocument = document<ActivityKindsQuery, ActivityKindsQueryVariables>("query ActivityKinds($first:Int!=100){activities(first:$first){nodes{id kind}}}");
export const AddAudienceMembersDocument = document<AddAudienceMembersMutation, AddAudienceMembersMutationVariables>("mutation AddAudienceMembers($input:AddAudienceMembersInput!){addAudienceMembers(input:$input){audience{...AudienceDetails}added unknown userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}");
export const AddConditionDocument = document<AddConditionMutation, AddConditionMutationVariables>("mutation AddCondition($input:AddConditionInput!){addCondition(input:$input){condition{...ConditionDetails}event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}");
export const AddRewardDocument = document<AddRewardMutation, AddRewardMutationVariables>("mutation AddReward($input:AddRewardInput!){addReward(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const AddStaffNoteDocument = document<AddStaffNoteMutation, AddStaffNoteMutationVariables>("mutation AddStaffNote($input:AddStaffNoteInput!){addStaffNote(input:$input){note{...StaffNoteDetails}userErrors{...RefusalDetails}}}fragment StaffNoteDetails on StaffNote{id requestId event{id title}text createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}");
export const AdjustRewardStockDocument = document<AdjustRewardStockMutation, AdjustRewardStockMutationVariables>("mutation AdjustRewardStock($input:AdjustRewardStockInput!){adjustRewardStock(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const ApproveRewardRequestDocument = document<ApproveRewardRequestMutation, ApproveRewardRequestMutationVariables>("mutation ApproveRewardRequest($input:ApproveRewardRequestInput!){approveRewardRequest(input:$input){request{...RequestDetails decidedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}");
export const ApproveRewardRequestsDocument = document<ApproveRewardRequestsMutation, ApproveRewardRequestsMutationVariables>("mutation ApproveRewardRequests($input:ApproveRewardRequestsInput!){approveRewardRequests(input:$input){outcomes{request{id status decidedAt failureCode note decidedBy{id username}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}");
export const ArchiveEventDocument = document<ArchiveEventMutation, ArchiveEventMutationVariables>("mutation ArchiveEvent($input:ArchiveEventInput!){archiveEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const AttendanceDocument = document<AttendanceQuery, AttendanceQueryVariables>("query Attendance($userId:ID!$from:LocalDate$to:LocalDate$first:Int!=20$after:String$reverse:Boolean!=false){attendance(userId:$userId from:$from to:$to first:$first after:$after reverse:$reverse){edges{cursor node{id day checkedAt user{id username}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const AudienceDocument = document<AudienceQuery, AudienceQueryVariables>("query Audience($id:ID!){audience(id:$id){...AudienceDetails}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}");
export const AudiencesDocument = document<AudiencesQuery, AudiencesQueryVariables>("query Audiences($first:Int!=20$after:String$reverse:Boolean!=false){audiences(first:$first after:$after reverse:$reverse){nodes{...AudienceDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}");
export const AuditChainDocument = document<AuditChainQuery, AuditChainQueryVariables>("query AuditChain($filter:AuditFilter$first:Int!=20$after:String$reverse:Boolean!=false){auditEntries(filter:$filter first:$first after:$after reverse:$reverse){nodes{id sequence canonical previousHash hash}pageInfo{hasNextPage endCursor}}}");
export const AuditEntriesDocument = document<AuditEntriesQuery, AuditEntriesQueryVariables>("query AuditEntries($filter:AuditFilter$first:Int!=20$after:String$reverse:Boolean!=false){auditEntries(filter:$filter first:$first after:$after reverse:$reverse){edges{cursor}nodes{id sequence at actor{id username}actorRole serviceKey{id name}action targetType targetId targetName before after reason idempotencyKey inputHash hash previousHash}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const AuditVerificationDocument = document<AuditVerificationQuery, AuditVerificationQueryVariables>("query AuditVerification{auditVerification{ok entries firstBadSequence checkedAt}}");
export const ChangePasswordDocument = document<ChangePasswordMutation, ChangePasswordMutationVariables>("mutation ChangePassword($input:ChangePasswordInput!){changePassword(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}");
export const ChangePayoutDocument = document<ChangePayoutMutation, ChangePayoutMutationVariables>("mutation ChangePayout($input:ChangePayoutInput!){changePayout(input:$input){payout{...PayoutDetails}userErrors{...RefusalDetails}}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}fragment RefusalDetails on UserError{code message field}");
export const ChangeUserRoleDocument = document<ChangeUserRoleMutation, ChangeUserRoleMutationVariables>("mutation ChangeUserRole($input:ChangeUserRoleInput!){changeUserRole(input:$input){user{id username role createdAt disabledAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const CheckAttendanceDocument = document<CheckAttendanceMutation, CheckAttendanceMutationVariables>("mutation CheckAttendance{checkAttendance{attendance{id day checkedAt user{id username}}created streak{current longest lastDay}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const CheckAttendanceForDocument = document<CheckAttendanceForMutation, CheckAttendanceForMutationVariables>("mutation CheckAttendanceFor($input:CheckAttendanceForInput!){checkAttendanceFor(input:$input){attendance{id day checkedAt}created streak{current longest lastDay}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const ConditionDocument = document<ConditionQuery, ConditionQueryVariables>("query Condition($id:ID!){condition(id:$id){id kind target description activityKind requiredEvent{id title}audience{id name}event{id title}}}");
export const ConditionsDocument = document<ConditionsQuery, ConditionsQueryVariables>("query Conditions($eventId:ID!){conditions(eventId:$eventId){...ConditionDetails}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}");
export const CreateAudienceDocument = document<CreateAudienceMutation, CreateAudienceMutationVariables>("mutation CreateAudience($input:CreateAudienceInput!){createAudience(input:$input){audience{...AudienceDetails}userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}");
export const CreateEventDocument = document<CreateEventMutation, CreateEventMutationVariables>("mutation CreateEvent($input:CreateEventInput!){createEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const CreateSeriesDocument = document<CreateSeriesMutation, CreateSeriesMutationVariables>("mutation CreateSeries($input:CreateSeriesInput!){createSeries(input:$input){series{...SeriesDetails}userErrors{...RefusalDetails}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}fragment RefusalDetails on UserError{code message field}");
export const CreateServiceKeyDocument = document<CreateServiceKeyMutation, CreateServiceKeyMutationVariables>("mutation CreateServiceKey($input:CreateServiceKeyInput!){createServiceKey(input:$input){key{id name source scopes createdAt expiresAt}secret userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const CreateWebhookEndpointDocument = document<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>("mutation CreateWebhookEndpoint($input:CreateWebhookEndpointInput!){createWebhookEndpoint(input:$input){endpoint{...WebhookEndpointDetails}secret userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}");
export const DuplicateEventDocument = document<DuplicateEventMutation, DuplicateEventMutationVariables>("mutation DuplicateEvent($input:DuplicateEventInput!){duplicateEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const EligibilityDocument = document<EligibilityQuery, EligibilityQueryVariables>("query Eligibility($eventId:ID!$userId:ID){eligibility(eventId:$eventId userId:$userId){eligible blockedBy evaluatedAt event{id title startAt payout}user{id username role disabledAt}progress{conditionId kind description target current met days excusedDays activityKind firstActivityAt lastActivityAt}}}");
export const EndLoginDocument = document<EndLoginMutation, EndLoginMutationVariables>("mutation EndLogin($input:EndLoginInput!){endLogin(input:$input){ended}}");
export const EraseMyAccountDocument = document<EraseMyAccountMutation, EraseMyAccountMutationVariables>("mutation EraseMyAccount($input:EraseMyAccountInput!){eraseMyAccount(input:$input){erased userErrors{code message field}}}");
export const EraseUserDocument = document<EraseUserMutation, EraseUserMutationVariables>("mutation EraseUser($input:EraseUserInput!){eraseUser(input:$input){user{id username disabledAt erasedAt}userErrors{code message field}}}");
export const EventDocument = document<EventQuery, EventQueryVariables>("query Event($id:ID!){event(id:$id){...EventDetails rewards{id codes{imported free bound low}}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}");
export const EventHistoryDocument = document<EventHistoryQuery, EventHistoryQueryVariables>("query EventHistory($id:ID!$first:Int!=20$after:String){event(id:$id){id history(first:$first after:$after){nodes{id at actor{id username}action before after reason}pageInfo{hasNextPage endCursor}}}}");
export const EventSeriesDocument = document<EventSeriesQuery, EventSeriesQueryVariables>("query EventSeries($id:ID!$first:Int!=20$after:String){eventSeries(id:$id){...SeriesDetails events(first:$first after:$after){nodes{id title occurrence startAt endAt state draft}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}");
export const EventSeriesListDocument = document<EventSeriesListQuery, EventSeriesListQueryVariables>("query EventSeriesList($first:Int!=20$after:String$reverse:Boolean!=false){eventSeriesList(first:$first after:$after reverse:$reverse){nodes{...SeriesDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}");
export const EventStatsDocument = document<EventStatsQuery, EventStatsQueryVariables>("query EventStats($id:ID!){event(id:$id){id requestCounts{acceptedLastDay}stats{attendees requesters pending succeeded revoked failed failures{code count}days{day requested succeeded failed}}}}");
export const EventWindowsDocument = document<EventWindowsQuery, EventWindowsQueryVariables>("query EventWindows($filter:EventFilter$first:Int!=20$after:String){events(filter:$filter first:$first after:$after){nodes{id title startAt endAt state draft}pageInfo{hasNextPage endCursor}}}");
export const EventsDocument = document<EventsQuery, EventsQueryVariables>("query Events($filter:EventFilter$first:Int!=20$after:String$reverse:Boolean!=false$orderBy:EventOrder!=START_AT$withCounts:Boolean!=false){events(filter:$filter first:$first after:$after reverse:$reverse orderBy:$orderBy){edges{cursor node{...EventSummary requestCounts@include(if:$withCounts){requested pending succeeded failed acceptedLastDay}}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}");
export const ExcuseDayDocument = document<ExcuseDayMutation, ExcuseDayMutationVariables>("mutation ExcuseDay($input:ExcuseDayInput!){excuseDay(input:$input){excusedDay{day reason excusedBy{id username}excusedAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const ExcusedDaysDocument = document<ExcusedDaysQuery, ExcusedDaysQueryVariables>("query ExcusedDays($from:LocalDate$to:LocalDate){excusedDays(from:$from to:$to){day reason excusedBy{id username}excusedAt}}");
export const InvariantsDocument = document<InvariantsQuery, InvariantsQueryVariables>("query Invariants{invariants{name description ok violations examples}}");
export const LinkIdentityDocument = document<LinkIdentityMutation, LinkIdentityMutationVariables>("mutation LinkIdentity($input:LinkIdentityInput!){linkIdentity(input:$input){user{id hasPassword identities{issuer subject linkedAt}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const LoginDocument = document<LoginMutation, LoginMutationVariables>("mutation Login($input:LoginInput!){login(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}");
export const LoginWithIdentityDocument = document<LoginWithIdentityMutation, LoginWithIdentityMutationVariables>("mutation LoginWithIdentity($input:LoginWithIdentityInput!){loginWithIdentity(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}created}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}");
export const LogoutDocument = document<LogoutMutation, LogoutMutationVariables>("mutation Logout($input:LogoutInput!){logout(input:$input){endedSessions}}");
export const MeDocument = document<MeQuery, MeQueryVariables>("query Me{me{id username role createdAt disabledAt points attendanceStreak{current longest lastDay}}}");
export const MyActivitiesDocument = document<MyActivitiesQuery, MyActivitiesQueryVariables>("query MyActivities($kind:String$first:Int!=20$after:String$reverse:Boolean!=false){myActivities(kind:$kind first:$first after:$after reverse:$reverse){edges{cursor node{...ActivityDetails}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}");
export const MyAttendanceDocument = document<MyAttendanceQuery, MyAttendanceQueryVariables>("query MyAttendance($from:LocalDate$to:LocalDate$first:Int!=20$after:String$reverse:Boolean!=false){myAttendance(from:$from to:$to first:$first after:$after reverse:$reverse){nodes{id day checkedAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const MyDataExportDocument = document<MyDataExportQuery, MyDataExportQueryVariables>("query MyDataExport{myDataExport}");
export const MyEventsDocument = document<MyEventsQuery, MyEventsQueryVariables>("query MyEvents($filter:EventFilter$first:Int!=20$after:String){events(filter:$filter first:$first after:$after){pageInfo{hasNextPage endCursor}nodes{id title description startAt endAt state inProgress rewards{id name quantity remaining}myEligibility{eligible blockedBy progress{kind description target current met days activityKind}}myRequest{id status failureCode}}}}");
export const MyGrantsDocument = document<MyGrantsQuery, MyGrantsQueryVariables>("query MyGrants($first:Int!=20$after:String){me{id points grants(first:$first after:$after){totalCount pageInfo{hasNextPage endCursor}nodes{id type name quantity grantedAt code}}}}");
export const MyLoginsDocument = document<MyLoginsQuery, MyLoginsQueryVariables>("query MyLogins{myLogins{id startedAt renewedAt expiresAt device current}}");
export const MyRewardRequestsDocument = document<MyRewardRequestsQuery, MyRewardRequestsQueryVariables>("query MyRewardRequests($filter:MyRewardRequestFilter$first:Int!=20$after:String$reverse:Boolean!=false){myRewardRequests(filter:$filter first:$first after:$after reverse:$reverse){totalCount pageInfo{hasNextPage endCursor}nodes{...RequestDetails event{id title state}}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}");
export const OverviewDocument = document<OverviewQuery, OverviewQueryVariables>("query Overview($unit:BucketUnit!=HOUR$count:Int!=24){overview{at running(first:10){nodes{id title startAt endAt payout}totalCount}lastDays:requests(unit:DAY count:2){buckets{requested pending failed}}ending(first:10){count events{id title endAt}}requests(unit:$unit count:$count){from to requested pending succeeded revoked failed buckets{from to day requested pending succeeded failed}failures{code count}}lowStock(first:50){...RewardDetails event{id title requestCounts{acceptedLastDay}}}waiting{count oldest{id requestedAt event{id title}user{id username}}}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}");
export const PayoutDocument = document<PayoutQuery, PayoutQueryVariables>("query Payout($id:ID!){payout(id:$id){...PayoutDetails}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}");
export const PayoutsDocument = document<PayoutsQuery, PayoutsQueryVariables>("query Payouts($eventId:ID$first:Int!=20$after:String$reverse:Boolean!=false){payouts(eventId:$eventId first:$first after:$after reverse:$reverse){nodes{...PayoutDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}");
export const RecordActivitiesDocument = document<RecordActivitiesMutation, RecordActivitiesMutationVariables>("mutation RecordActivities($input:RecordActivitiesInput!){recordActivities(input:$input){outcomes{code activity{...ActivityDetails user{id}}}}}fragment ActivityDetails on Activity{id source externalId kind quantity occurredAt receivedAt day voidedAt voidReason}");
export const RedeemOneTimePasswordDocument = document<RedeemOneTimePasswordMutation, RedeemOneTimePasswordMutationVariables>("mutation RedeemOneTimePassword($input:RedeemOneTimePasswordInput!){redeemOneTimePassword(input:$input){user{id username role}tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}");
export const RefreshTokensDocument = document<RefreshTokensMutation, RefreshTokensMutationVariables>("mutation RefreshTokens($input:RefreshTokensInput!){refreshTokens(input:$input){tokens{...TokenDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}");
export const RegisterDocument = document<RegisterMutation, RegisterMutationVariables>("mutation Register($input:RegisterInput!){register(input:$input){user{id username role createdAt disabledAt}tokens{...TokenDetails}userErrors{...RefusalDetails}}}fragment TokenDetails on TokenPair{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}fragment RefusalDetails on UserError{code message field}");
export const RejectRewardRequestDocument = document<RejectRewardRequestMutation, RejectRewardRequestMutationVariables>("mutation RejectRewardRequest($input:RejectRewardRequestInput!){rejectRewardRequest(input:$input){request{...RequestDetails decidedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}");
export const RejectRewardRequestsDocument = document<RejectRewardRequestsMutation, RejectRewardRequestsMutationVariables>("mutation RejectRewardRequests($input:RejectRewardRequestsInput!){rejectRewardRequests(input:$input){outcomes{request{id status decidedAt failureCode note decidedBy{id username}}userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}");
export const RemoveConditionDocument = document<RemoveConditionMutation, RemoveConditionMutationVariables>("mutation RemoveCondition($input:RemoveConditionInput!){removeCondition(input:$input){removedId event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}");
export const RemoveExcusedDayDocument = document<RemoveExcusedDayMutation, RemoveExcusedDayMutationVariables>("mutation RemoveExcusedDay($input:RemoveExcusedDayInput!){removeExcusedDay(input:$input){removedDay userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const RemoveRewardDocument = document<RemoveRewardMutation, RemoveRewardMutationVariables>("mutation RemoveReward($input:RemoveRewardInput!){removeReward(input:$input){removedId event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const RemoveWebhookEndpointDocument = document<RemoveWebhookEndpointMutation, RemoveWebhookEndpointMutationVariables>("mutation RemoveWebhookEndpoint($input:RemoveWebhookEndpointInput!){removeWebhookEndpoint(input:$input){removedId userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const ReplayWebhookDocument = document<ReplayWebhookMutation, ReplayWebhookMutationVariables>("mutation ReplayWebhook($input:ReplayWebhookInput!){replayWebhook(input:$input){endpoint{...WebhookEndpointDetails}userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}");
export const RequestRewardDocument = document<RequestRewardMutation, RequestRewardMutationVariables>("mutation RequestReward($input:RequestRewardInput!){requestReward(input:$input){request{...RequestDetails evidence{conditionId excusedDays}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}");
export const RequestRewardForDocument = document<RequestRewardForMutation, RequestRewardForMutationVariables>("mutation RequestRewardFor($input:RequestRewardForInput!){requestRewardFor(input:$input){request{id status source attempt failureCode requestedAt grants{id type name quantity externalId}user{id}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const ResetPasswordDocument = document<ResetPasswordMutation, ResetPasswordMutationVariables>("mutation ResetPassword($input:ResetPasswordInput!){resetPassword(input:$input){user{id username passwordResetExpiresAt}oneTimePassword userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const RevealCodeDocument = document<RevealCodeMutation, RevealCodeMutationVariables>("mutation RevealCode($input:RevealCodeInput!){revealCode(input:$input){code userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const RevokeRewardRequestDocument = document<RevokeRewardRequestMutation, RevokeRewardRequestMutationVariables>("mutation RevokeRewardRequest($input:RevokeRewardRequestInput!){revokeRewardRequest(input:$input){request{...RequestDetails revokedBy{id username}}userErrors{...RefusalDetails}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}fragment RefusalDetails on UserError{code message field}");
export const RevokeServiceKeyDocument = document<RevokeServiceKeyMutation, RevokeServiceKeyMutationVariables>("mutation RevokeServiceKey($input:RevokeServiceKeyInput!){revokeServiceKey(input:$input){key{id revokedAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const RewardDocument = document<RewardQuery, RewardQueryVariables>("query Reward($id:ID!){reward(id:$id){id type name quantity externalId stock remaining event{id title}}}");
export const RewardFeedDocument = document<RewardFeedQuery, RewardFeedQueryVariables>("query RewardFeed($after:SafeInt!=0$first:Int!=100$types:[FeedEntryType!]){rewardFeed(after:$after first:$first types:$types){entries{sequence type at request{id status event{id title}grants{id type name quantity externalId code revokedAt delivery{state}}}user{id identities{issuer subject}}}epoch lastSequence hasMore}}");
export const RewardGrantSumsDocument = document<RewardGrantSumsQuery, RewardGrantSumsQueryVariables>("query RewardGrantSums($filter:RewardGrantFilter){rewardGrantSums(filter:$filter){types{type grants quantity}rewards{event{id title}type name externalId grants quantity}hasMoreRewards}}");
export const RewardGrantsDocument = document<RewardGrantsQuery, RewardGrantsQueryVariables>("query RewardGrants($filter:RewardGrantFilter$first:Int!=20$after:String$reverse:Boolean!=false){rewardGrants(filter:$filter first:$first after:$after reverse:$reverse){totalCount pageInfo{hasNextPage endCursor}nodes{id type name quantity externalId grantedAt revokedAt delivery{state reference at attempts}user{id username}request{id event{id title}}}}}");
export const RewardRequestDocument = document<RewardRequestQuery, RewardRequestQueryVariables>("query RewardRequest($id:ID!){rewardRequest(id:$id){...RequestDetails evidence{conditionId excusedDays}grants{id delivery{state reference at attempts}}event{id title state startAt}user{id username disabledAt erasedAt}decidedBy{id username}revokedBy{id username}source payout{id audience{id name}}serviceKey{id name}}}fragment RequestDetails on RewardRequest{id status attempt requestedAt decidedAt failureCode note eventVersion evidence{conditionId kind description target current met days activityKind firstActivityAt lastActivityAt}grants{id type name quantity externalId grantedAt revokedAt code}revokedAt revokeReason}");
export const RewardRequestsDocument = document<RewardRequestsQuery, RewardRequestsQueryVariables>("query RewardRequests($filter:RewardRequestFilter$first:Int!=20$after:String$reverse:Boolean!=false$withCount:Boolean!=false){rewardRequests(filter:$filter first:$first after:$after reverse:$reverse){pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount@include(if:$withCount)nodes{id status attempt requestedAt failureCode note revokedAt user{id username}event{id title}grants{id name quantity}}}}");
export const RewardsDocument = document<RewardsQuery, RewardsQueryVariables>("query Rewards($eventId:ID!){rewards(eventId:$eventId){...RewardDetails}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}");
export const RotateWebhookSecretDocument = document<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>("mutation RotateWebhookSecret($input:RotateWebhookSecretInput!){rotateWebhookSecret(input:$input){endpoint{...WebhookEndpointDetails}secret userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}");
export const SealAudienceDocument = document<SealAudienceMutation, SealAudienceMutationVariables>("mutation SealAudience($input:SealAudienceInput!){sealAudience(input:$input){audience{...AudienceDetails}userErrors{...RefusalDetails}}}fragment AudienceDetails on Audience{id name size sealing sealedAt digest createdAt createdBy{id username}}fragment RefusalDetails on UserError{code message field}");
export const SealProofDocument = document<SealProofQuery, SealProofQueryVariables>("query SealProof($requestId:ID!){sealProof(requestId:$requestId){seal{id sealedAt epoch firstSequence lastSequence root auditSequence}leaf sequence path auditEntry{id canonical previousHash hash}}}");
export const SealsDocument = document<SealsQuery, SealsQueryVariables>("query Seals($first:Int!=20$after:String$reverse:Boolean!=false){seals(first:$first after:$after reverse:$reverse){nodes{id sealedAt epoch firstSequence lastSequence root auditSequence}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const ServerInfoDocument = document<ServerInfoQuery, ServerInfoQueryVariables>("query ServerInfo{serverInfo{version serviceTimeZone dayStartMinute schemaHash registrationOpen activityLatenessHours now today nextDayAt}}");
export const ServiceKeysDocument = document<ServiceKeysQuery, ServiceKeysQueryVariables>("query ServiceKeys($first:Int!=20$after:String$reverse:Boolean!=false){serviceKeys(first:$first after:$after reverse:$reverse){nodes{id name source scopes createdAt createdBy{id username}expiresAt revokedAt lastUsedAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const SetUserDisabledDocument = document<SetUserDisabledMutation, SetUserDisabledMutationVariables>("mutation SetUserDisabled($input:SetUserDisabledInput!){setUserDisabled(input:$input){user{id username role createdAt disabledAt}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const StaffNotesDocument = document<StaffNotesQuery, StaffNotesQueryVariables>("query StaffNotes($filter:StaffNoteFilter$first:Int!=20$after:String$reverse:Boolean!=false){staffNotes(filter:$filter first:$first after:$after reverse:$reverse){nodes{...StaffNoteDetails}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}fragment StaffNoteDetails on StaffNote{id requestId event{id title}text createdAt createdBy{id username}}");
export const StartPayoutDocument = document<StartPayoutMutation, StartPayoutMutationVariables>("mutation StartPayout($input:StartPayoutInput!){startPayout(input:$input){payout{...PayoutDetails}userErrors{...RefusalDetails}}}fragment PayoutDetails on Payout{id event{id title}audience{id name}state reason startedBy{id username}approvedBy{id username}total paid already refused startedAt finishedAt pausedReason}fragment RefusalDetails on UserError{code message field}");
export const UnlinkIdentityDocument = document<UnlinkIdentityMutation, UnlinkIdentityMutationVariables>("mutation UnlinkIdentity($input:UnlinkIdentityInput!){unlinkIdentity(input:$input){user{id hasPassword identities{issuer subject linkedAt}}userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const UpdateConditionDocument = document<UpdateConditionMutation, UpdateConditionMutationVariables>("mutation UpdateCondition($input:UpdateConditionInput!){updateCondition(input:$input){condition{...ConditionDetails}event{id version conditions{...ConditionDetails}}userErrors{...RefusalDetails}}}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RefusalDetails on UserError{code message field}");
export const UpdateEventDocument = document<UpdateEventMutation, UpdateEventMutationVariables>("mutation UpdateEvent($input:UpdateEventInput!){updateEvent(input:$input){event{...EventDetails}userErrors{...RefusalDetails}}}fragment EventDetails on Event{...EventSummary description}fragment EventSummary on Event{id title startAt endAt claimUntil active firstActivatedAt draft state inProgress claimable payout conditions{...ConditionDetails}rewards{...RewardDetails}version createdAt createdBy{id username}copiedFrom{id title}series{id title}occurrence isTemplate frozen}fragment ConditionDetails on Condition{id kind target description activityKind requiredEvent{id title}audience{id name}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const UpdateRewardDocument = document<UpdateRewardMutation, UpdateRewardMutationVariables>("mutation UpdateReward($input:UpdateRewardInput!){updateReward(input:$input){reward{...RewardDetails}event{id version rewards{...RewardDetails}}userErrors{...RefusalDetails}}}fragment RewardDetails on Reward{id type name quantity externalId stock remaining}fragment RefusalDetails on UserError{code message field}");
export const UpdateSeriesDocument = document<UpdateSeriesMutation, UpdateSeriesMutationVariables>("mutation UpdateSeries($input:UpdateSeriesInput!){updateSeries(input:$input){series{...SeriesDetails}userErrors{...RefusalDetails}}}fragment SeriesDetails on EventSeries{id title recurrence firstDay lastDay claimGraceHours paused pausedReason endedAt version nextOccurrence createdAt template{id title}}fragment RefusalDetails on UserError{code message field}");
export const UpdateWebhookEndpointDocument = document<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>("mutation UpdateWebhookEndpoint($input:UpdateWebhookEndpointInput!){updateWebhookEndpoint(input:$input){endpoint{...WebhookEndpointDetails}userErrors{...RefusalDetails}}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}fragment RefusalDetails on UserError{code message field}");
export const UpsertUsersDocument = document<UpsertUsersMutation, UpsertUsersMutationVariables>("mutation UpsertUsers($input:UpsertUsersInput!){upsertUsers(input:$input){outcomes{user{id username identities{issuer subject}}created userErrors{...RefusalDetails}}}}fragment RefusalDetails on UserError{code message field}");
export const UserDocument = document<UserQuery, UserQueryVariables>("query User($id:ID!){user(id:$id){id username role createdAt disabledAt erasedAt hasPassword passwordResetExpiresAt identities{issuer subject linkedAt}points attendanceStreak{current longest lastDay}}}");
export const UsersDocument = document<UsersQuery, UsersQueryVariables>("query Users($filter:UserFilter$first:Int!=20$after:String$reverse:Boolean!=false){users(filter:$filter first:$first after:$after reverse:$reverse){nodes{id username role createdAt disabledAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const VoidActivitiesDocument = document<VoidActivitiesMutation, VoidActivitiesMutationVariables>("mutation VoidActivities($input:VoidActivitiesInput!){voidActivities(input:$input){voided affected{id status requestedAt decidedAt user{id}}moreAffected userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const VoidActivitiesByStaffDocument = document<VoidActivitiesByStaffMutation, VoidActivitiesByStaffMutationVariables>("mutation VoidActivitiesByStaff($input:VoidActivitiesInput!){voidActivities(input:$input){voided affected{id status requestedAt user{id username}event{id title}}moreAffected userErrors{...RefusalDetails}}}fragment RefusalDetails on UserError{code message field}");
export const WebhookDeliveriesDocument = document<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>("query WebhookDeliveries($filter:WebhookDeliveryFilter$first:Int!=20$after:String$reverse:Boolean!=false){webhookDeliveries(filter:$filter first:$first after:$after reverse:$reverse){nodes{id endpoint{id url}state sequence type attempts lastStatus lastError lastAttemptAt nextAttemptAt}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}totalCount}}");
export const WebhookEndpointsDocument = document<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>("query WebhookEndpoints{webhookEndpoints{...WebhookEndpointDetails}}fragment WebhookEndpointDetails on WebhookEndpoint{id url types active createdAt cursor failingSince pausedReason}");
export const WhoAmIDocument = document<WhoAmIQuery, WhoAmIQueryVariables>("query WhoAmI{me{id username role}}");