import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { derivedId, inputHashOf, outboxEntry } from '../audit/entries';
import { findKeyedAct } from '../audit/find-act';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { findPage } from '../database/keyset-page';
import { filterId, requireObjectId } from '../database/object-ids';
import { AGAIN, untilAnswered } from '../database/retry';
import type { Page } from '../domain/page';
import { STAFF_NOTES_MAX } from '../domain/staff-notes';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, type RefusalCode } from '../errors';
import { sweepErasedAgain } from '../users/erased-account';
import type { AddStaffNoteInput, StaffNotesArgs } from './staff-note.inputs';
import type { StaffNote } from './staff-note.model';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
}

/** What a note is on: an account, or one of its requests. */
type NoteSubject = Pick<StaffNote, 'userId' | 'requestId'>;

export type AddedNote =
  | { readonly note: StaffNote; readonly refusal: null }
  | { readonly note: null; readonly refusal: RefusalCode };

type Key = { readonly idempotencyKey: string; readonly inputHash: string } | null;

/** Notes of staff about accounts and requests. They are only added. */
export class StaffNoteService {
  constructor(private readonly parts: Parts) {}

  /** Newest first. @throws BadUserInput for a cursor of another list, filter or order */
  list({ filter, ...page }: StaffNotesArgs, signal: AbortSignal): Promise<Page<StaffNote>> {
    const { userId, requestId } = filter ?? {};
    const selected: mongo.Filter<StaffNote> = {
      ...(userId != null && { userId: filterId(userId) }),
      // By type, as the partial index is defined.
      ...(requestId != null && { requestId: { $eq: filterId(requestId), $type: 'objectId' } }),
    };
    const list = { name: 'staffNotes', filter: selected, sortKey: 'createdAt', without: ['outbox'] } as const;
    return findPage(this.parts.database.reads.staffNotes, list, page, signal);
  }

  /** The account whose data a list opens; null: none in particular. */
  async accountOf({ filter }: StaffNotesArgs): Promise<Types.ObjectId | string | null> {
    const { userId, requestId } = filter ?? {};
    if (userId != null || requestId == null) return userId ?? null;
    const { requests } = this.parts.database.reads;
    const request = await requests.findOne({ _id: filterId(requestId) }, { projection: { userId: 1 } });
    return request?.userId ?? null;
  }

  /**
   * Refuses with TOO_MANY_NOTES, ACCOUNT_ERASED or IDEMPOTENCY_KEY_REUSED.
   *
   * @throws BadUserInput unless exactly one record is named
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable without an answer in 8 s; repeating with a key is safe
   */
  async add(actor: Viewer, input: AddStaffNoteInput, now: Date): Promise<AddedNote> {
    const subject = await this.subjectOf(input);
    const { text, idempotencyKey } = input;
    const key =
      idempotencyKey == null
        ? null
        : { idempotencyKey, inputHash: inputHashOf('addStaffNote', { ...subject, text }) };
    const _id = key === null ? new Types.ObjectId() : derivedId('addStaffNote', actor.id, key.idempotencyKey);
    const added = await untilAnswered(() => this.attempt(actor, { _id, ...subject, text }, key, now));
    if (added.note !== null) await this.parts.chainer.drain('staffNotes', added.note._id);
    return added;
  }

  private async subjectOf({ userId, requestId }: AddStaffNoteInput): Promise<NoteSubject> {
    const { users, requests } = this.parts.database;
    if ((userId == null) === (requestId == null))
      throw new BadUserInput({ path: 'input', message: 'must have exactly one of userId and requestId' });
    if (requestId == null) {
      const _id = requireObjectId(userId!);
      if ((await users.findOne({ _id }, { projection: { _id: 1 } })) === null)
        throw new AppError('NOT_FOUND');
      return { userId: _id, requestId: null };
    }
    // A tombstone has no status; it is no request.
    const _id = requireObjectId(requestId);
    const request = await requests.findOne({ _id, status: { $exists: true } }, { projection: { userId: 1 } });
    if (request === null) throw new AppError('NOT_FOUND');
    return { userId: request.userId, requestId: _id };
  }

  private async attempt(
    actor: Viewer,
    given: Omit<StaffNote, 'number' | 'createdAt' | 'createdById' | 'outbox'>,
    key: Key,
    now: Date,
  ): Promise<AddedNote | typeof AGAIN> {
    const { database } = this.parts;
    const { _id, userId, requestId, text } = given;
    const earlier = key && (await findKeyedAct(database, actor.id, key.idempotencyKey));
    if (earlier) {
      if (earlier.inputHash !== key.inputHash) return refused('IDEMPOTENCY_KEY_REUSED');
      const note = await database.staffNotes.findOne({ _id: earlier.id });
      return note === null ? refused('ACCOUNT_ERASED') : { note, refusal: null };
    }
    const user = await database.users.findOne({ _id: userId }, { projection: { erasedAt: 1 } });
    if (user?.erasedAt != null) return refused('ACCOUNT_ERASED');
    const last = await database.staffNotes.findOne(
      { userId, requestId },
      { sort: { number: -1 }, projection: { number: 1 } },
    );
    const number = (last?.number ?? 0) + 1;
    // An earlier attempt of ours may have written the last one.
    if (number > STAFF_NOTES_MAX) {
      const own = await database.staffNotes.findOne({ _id });
      return own === null ? refused('TOO_MANY_NOTES') : { note: own, refusal: null };
    }
    const entry = outboxEntry({
      ...{ id: _id, at: now, actor, action: 'addStaffNote' },
      ...(requestId === null
        ? { targetType: 'User', targetId: userId }
        : { targetType: 'RewardRequest', targetId: requestId, subjectId: userId }),
      ...{ after: { number, text }, ...(key && { key }) },
    });
    const note = { ...given, number, createdAt: now, createdById: new Types.ObjectId(actor.id) };
    // If the account is erased meanwhile, a sweep removes the note.
    await sweepErasedAgain(database, userId, now);
    try {
      await database.staffNotes.insertOne({ ...note, outbox: [entry] });
      return { note, refusal: null };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // Another call took the number, or this one or its key was here before.
    const own = key === null ? await database.staffNotes.findOne({ _id }) : null;
    return own === null ? AGAIN : { note: own, refusal: null };
  }
}

function refused(refusal: RefusalCode): AddedNote {
  return { note: null, refusal };
}
