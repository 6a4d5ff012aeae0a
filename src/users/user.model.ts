import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types, type mongo } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { ROLES, type Role } from '../domain/viewer';
import { Identity } from './identity.model';
import { DateTime } from '../graphql/types/scalars';
import { RoleEnum } from '../graphql/types/enums';

/** What makes one pair of tokens again, byte for byte: signing is deterministic. */
@modelOptions({ schemaOptions: { _id: false } })
export class IssuedTokens {
  /** The `jti` of both tokens. */
  @prop({ required: true })
  jti!: string;

  @prop({ required: true, enum: ROLES, type: String })
  role!: Role;

  @prop({ required: true })
  issuedAt!: Date;

  @prop({ required: true })
  accessExpiresAt!: Date;

  @prop({ required: true })
  refreshExpiresAt!: Date;
}

/** One login: the chain of refresh tokens that began with it. Never holds a token in clear. */
@modelOptions({ schemaOptions: { _id: false } })
export class LoginFamily {
  /** The tokens' `sid`. */
  @prop({ required: true })
  id!: Types.ObjectId;

  @prop({ required: true, type: () => IssuedTokens })
  current!: IssuedTokens;

  /** Absent: a former release began it; see login-start.ts. */
  @prop()
  startedAt?: Date;

  /** As `deviceOf` describes it. Absent: unknown. */
  @prop()
  device?: string;

  /** The predecessor's `jti`: within seconds of `rotatedAt` it gives the current pair again. */
  @prop()
  previousJti?: string;

  @prop()
  rotatedAt?: Date;
}

/** The summary of the check-ins before a day, so that streaks and claims need not read them again; see attendance/streaks. */
@modelOptions({ schemaOptions: { _id: false } })
export class StoredStreak {
  /** The first service day that is not included. Absent: there is no summary. */
  @prop()
  before?: string;

  @prop({ type: String })
  lastDay?: string | null;

  @prop()
  lastRun?: number;

  @prop()
  longest?: number;

  /** The latest of the days before `before`, see attendance/day-bits. Absent: a former release stored the summary. */
  @prop({ type: Buffer })
  days?: mongo.Binary;

  /** How many days before `before` were excused; absent: none. With another number the summary is outdated. */
  @prop()
  excused?: number;

  /** An import is inserting check-ins of this account: nobody stores a summary. */
  @prop()
  held?: true;

  /** Set when such an import has ended: makes every summary outdated that was being computed meanwhile. */
  @prop()
  released?: Types.ObjectId;
}

/** What is left to do for an erased account: it is swept until `until`, for writes that came late. */
@modelOptions({ schemaOptions: { _id: false } })
export class PendingErasure {
  @prop({ required: true })
  nextAt!: Date;

  @prop({ required: true })
  until!: Date;
}

/** An ADMIN has set a one-time password: the account has no logins until its owner exchanges it. */
@modelOptions({ schemaOptions: { _id: false } })
export class PasswordReset {
  @prop({ required: true })
  expiresAt!: Date;
}

// Names are unique by their folded form; the display form is free.
@index({ usernameKey: 1 }, { unique: true })
// The list's order, with what its filters read, so that a filtered page fetches only what it returns.
@index({ createdAt: -1, _id: -1, role: 1, usernameKey: 1 })
// The same for disabled accounts, of which there are few.
@index(
  { createdAt: -1, _id: -1, usernameKey: 1, role: 1 },
  { partialFilterExpression: { disabledAt: { $type: 'date' } } },
)
// An identity belongs to one account at most, even if several calls create or link it. Keys are pairs of one element: both fields are in one list.
@index(
  { 'identities.issuer': 1, 'identities.subject': 1 },
  { unique: true, partialFilterExpression: { 'identities.issuer': { $exists: true } } },
)
// Finds accounts by the beginning of an identity's subject, of any issuer. Sparse: most accounts have no identity.
@index({ 'identities.subject': 1 }, { sparse: true })
// The few costs of imported hashes, of which each failed login computes one.
@index({ hashCost: 1 }, { partialFilterExpression: { hashCost: { $gt: '' } } })
// Keeps others from taking the name of an erased account.
@index({ nameLookup: 1 }, { unique: true, partialFilterExpression: { nameLookup: { $type: 'string' } } })
// Finds the accounts that are to be swept.
@index({ 'erasure.nextAt': 1 }, { partialFilterExpression: { 'erasure.nextAt': { $exists: true } } })
@index({ erasedAt: 1 }, { partialFilterExpression: { erasedAt: { $type: 'date' } } })
@index({ due: 1 }, { partialFilterExpression: { due: { $type: 'string' } } })
// Read by the chainer of any server after a crash.
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'users', versionKey: false } })
@ObjectType({ description: 'An account.', simpleResolvers: true })
export class User {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, {
    description: 'As typed at registration. Unique regardless of case and Unicode form.',
  })
  @prop({ required: true })
  username!: string;

  /** NFKC case-folded; see domain/username. */
  @prop({ required: true })
  usernameKey!: string;

  /** argon2id in its PHC form, or what an import brought; see stored-hash.ts. */
  @prop({ required: true })
  passwordHash!: string;

  /** The cost of a hash that an import brought. Absent: it is that of our own hashes. */
  @prop()
  hashCost?: string;

  /** Absent: the password is the owner's. */
  @prop({ type: () => PasswordReset })
  passwordReset?: PasswordReset;

  @Field(() => RoleEnum, { description: 'The current role.' })
  @prop({ required: true, enum: ROLES, type: String })
  role!: Role;

  @Field(() => DateTime, { description: 'When the account was registered.' })
  @prop({ required: true })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the account was disabled. Null if it is enabled.',
  })
  @prop({ type: Date, default: null })
  disabledAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When personal data was erased. Null if it was not.',
  })
  @prop({ type: Date })
  erasedAt?: Date | null;

  /** Absent: the account was not erased, or its last sweep has ended. */
  @prop({ type: () => PendingErasure })
  erasure?: PendingErasure;

  /** HMAC of usernameKey as it was before an erasure. Absent: an account of an older release. */
  @prop()
  nameLookup?: string;

  /** What the account still owes the reward feed. */
  @prop({ type: () => [String] })
  due?: string[];

  /** Up to 10. Absent: none. */
  @prop({ type: () => [Identity] })
  identities?: Identity[];

  /** The newest 20 logins. */
  @prop({ required: true, type: () => [LoginFamily], default: [] })
  logins!: LoginFamily[];

  /** The number of the last change of role or disabledAt that reached this account; see users/admins. */
  @prop({ required: true, default: 0 })
  adminN!: number;

  @prop({ type: () => StoredStreak })
  streak?: StoredStreak;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly users: User;
  }
}
