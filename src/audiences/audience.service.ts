import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { findPage } from '../database/keyset-page';
import { requireObjectId } from '../database/object-ids';
import { untilAnswered } from '../database/retry';
import type { Page, PageRequest } from '../domain/page';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import { findUserRefs, userRefKey } from '../users/user-refs';
import { userRefOf } from '../users/user-ref.inputs';
import type { AddAudienceMembersInput, CreateAudienceInput } from './audience.inputs';
import type { Audience } from './audience.model';
import type { AudienceMembers } from './audience-members';
import type { AudienceSeals } from './audience-seals';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly members: AudienceMembers;
  readonly seals: AudienceSeals;
}

/** What nobody reads through the API. */
export const AUDIENCE_PROJECTION = { adding: 0, pendingSeal: 0, outbox: 0 } as const;

export class AudienceService {
  constructor(private readonly parts: Parts) {}

  /** @throws AppError NOT_FOUND */
  async get(id: string): Promise<Audience> {
    const _id = requireObjectId(id);
    const options = { projection: AUDIENCE_PROJECTION };
    const audience = await this.parts.database.reads.audiences.findOne({ _id }, options);
    if (audience === null) throw new AppError('NOT_FOUND');
    return audience;
  }

  list(args: PageRequest, signal: AbortSignal): Promise<Page<Audience>> {
    const { audiences } = this.parts.database.reads;
    const list = { name: 'audiences', filter: {}, sortKey: 'createdAt' } as const;
    return findPage(audiences, { ...list, without: Object.keys(AUDIENCE_PROJECTION) }, args, signal);
  }

  async create(actor: Viewer, { name }: CreateAudienceInput, now: Date): Promise<Audience> {
    const { database, chainer } = this.parts;
    const _id = new Types.ObjectId();
    const audience: Audience = {
      _id,
      name,
      state: 'OPEN',
      size: 0,
      sealedAt: null,
      digest: null,
      createdAt: now,
      createdById: new Types.ObjectId(actor.id),
      adding: [],
    };
    const target = { targetType: 'Audience', targetId: _id } as const;
    const entry = outboxEntry({ at: now, actor, action: 'createAudience', ...target, after: { name } });
    await untilAnswered(() =>
      database.audiences.insertOne({ ...audience, outbox: [entry] }).catch((error: unknown) => {
        // Our own first attempt, whose answer got lost: nobody else has this id.
        if (!isDuplicateKey(error)) throw error;
      }),
    );
    await chainer.drain('audiences', _id);
    return audience;
  }

  /**
   * Adds the accounts that references name, and returns the places of those that name nobody.
   *
   * @throws AppError NOT_FOUND
   */
  async add(
    actor: Viewer,
    { audienceId, users, dryRun }: AddAudienceMembersInput,
  ): Promise<{
    readonly audience: Audience;
    readonly added: number;
    readonly unknown: number[];
    readonly refusals: Refusal[];
  }> {
    const { database, members } = this.parts;
    const id = requireObjectId(audienceId);
    const refs = users.map((user) => userRefOf(user, { byUsername: true }));
    const found = await findUserRefs(
      database,
      refs.flatMap((ref) => ref ?? []),
    );
    const known = refs.map((ref) => (ref === null ? undefined : found.get(userRefKey(ref))));
    const distinct = new Map(known.flatMap((user) => (user ? [[user._id.toHexString(), user._id]] : [])));
    const wanted = [...distinct.values()];
    const added = dryRun ? await this.countMissing(id, wanted) : await members.add(id, wanted, actor);
    const audience = await this.find(id);
    if (added === null) {
      return { audience, added: 0, unknown: [], refusals: [refusal('AUDIENCE_SEALED')] };
    }
    const unknown = known.flatMap((user, place) => (user === undefined ? [place] : []));
    return { audience, added, unknown, refusals: [] };
  }

  seal(actor: Viewer, id: string): ReturnType<AudienceSeals['seal']> {
    return this.parts.seals.seal(actor, requireObjectId(id));
  }

  /** Those that `add` would add. Null for an audience that is sealed or being sealed. */
  private async countMissing(id: Types.ObjectId, userIds: readonly Types.ObjectId[]): Promise<number | null> {
    const { members } = this.parts;
    if ((await members.open(id, [], null)) === null) return null;
    return userIds.length - (await members.findPresent(id, userIds)).size;
  }

  private async find(_id: Types.ObjectId): Promise<Audience> {
    const options = { projection: AUDIENCE_PROJECTION };
    const audience = await this.parts.database.audiences.findOne({ _id }, options);
    if (audience === null) throw new AppError('NOT_FOUND');
    return audience;
  }
}
