import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { insertUntilKnown } from '../database/insert-until-known';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, untilAnswered } from '../database/retry';
import { AUDIENCE_MEMBERS_MAX } from '../domain/audiences';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, ServiceUnavailable } from '../errors';
import { reached } from '../fault-points';
import { signals } from '../telemetry/signals';
import type { AddingBatch, Audience } from './audience.model';
import type { AudienceMember } from './audience-member.model';

/** An older batch belongs to a server that died, or whose answer got lost. Longer than a caller waits. */
const BATCH_LIMIT_MS = 10_000;
/** Batches of one audience that may be under way at once: they lie in its document. */
const BATCHES_MAX = 32;
const SWEEP_AUDIENCES = 20;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly clock: Clock;
}

/**
 * Adds members to audiences that are open. Each batch of rows is announced in the audience's document before it is
 * inserted, and only an open audience takes an announcement. So when an audience is being sealed, its document lists
 * everything that may still arrive, and a tombstone under the id of a row keeps that row from arriving.
 */
export class AudienceMembers {
  constructor(private readonly parts: Parts) {}

  /**
   * Adds accounts; those that are in already stay.
   *
   * @param userIds distinct
   * @returns how many were added, or null for an audience that is sealed or being sealed
   * @throws AppError NOT_FOUND
   * @throws BadUserInput when the audience would become too large
   * @throws ServiceUnavailable when it is not known whether all of them are in; adding them again is safe
   */
  async add(
    audienceId: Types.ObjectId,
    userIds: readonly Types.ObjectId[],
    actor: Viewer,
  ): Promise<number | null> {
    const { database } = this.parts;
    const there = await this.findPresent(audienceId, userIds);
    const rows = userIds
      .filter((id) => !there.has(id.toHexString()))
      .map((userId) => ({ _id: new Types.ObjectId(), userId, audienceId }));
    const batch = await this.open(audienceId, rows, actor);
    if (batch === null) return null;
    if (rows.length === 0) return 0;
    await insertUntilKnown(database.audienceMembers, rows);
    return this.finish(audienceId, batch, rows);
  }

  /** The ids of these accounts that are in the audience, as hex. */
  async findPresent(
    audienceId: Types.ObjectId,
    userIds: readonly Types.ObjectId[],
  ): Promise<ReadonlySet<string>> {
    const rows = await this.parts.database.audienceMembers
      .find({ userId: { $in: [...userIds] }, audienceId }, { projection: { _id: 0, userId: 1 } })
      .toArray();
    return new Set(rows.map(({ userId }) => userId.toHexString()));
  }

  /**
   * Announces rows that are about to be inserted. With no rows it only says whether the audience is open.
   *
   * @param actor null for a command
   * @returns null for an audience that is sealed or being sealed
   * @throws as `add`
   */
  async open(
    audienceId: Types.ObjectId,
    rows: readonly Pick<AudienceMember, '_id' | 'userId'>[],
    actor: Viewer | null,
  ): Promise<AddingBatch | null> {
    const { audiences } = this.parts.database;
    const batch: AddingBatch = {
      id: new Types.ObjectId(),
      at: this.parts.clock(),
      rows: rows.map(({ _id }) => _id),
      userIds: rows.map(({ userId }) => userId),
      actorId: actor && new Types.ObjectId(actor.id),
      actorRole: actor?.role ?? null,
    };
    const opened = await untilAnswered(async () => {
      if (rows.length > 0) {
        const { matchedCount } = await audiences.updateOne(
          {
            _id: audienceId,
            state: 'OPEN',
            [`adding.${BATCHES_MAX - 1}`]: { $exists: false },
            $expr: { $lte: [sizeWith(rows.length), AUDIENCE_MEMBERS_MAX] },
          },
          { $push: { adding: batch } },
        );
        if (matchedCount === 1) return batch;
      }
      const audience = await this.get(audienceId);
      if (audience.adding.some(({ id }) => id.equals(batch.id))) return batch;
      if (audience.state !== 'OPEN') return null;
      if (rows.length === 0) return batch;
      if (sizeOf(audience) + rows.length > AUDIENCE_MEMBERS_MAX) throw tooLarge();
      return AGAIN;
    });
    if (opened !== null && rows.length > 0) reached('audience.opened');
    return opened;
  }

  /**
   * Closes a batch whose rows were sent.
   *
   * @returns how many of them are stored; the others were in already
   * @throws ServiceUnavailable when a user is not in: a sweep gave the row up. Then the sweep closes the batch
   */
  async finish(
    audienceId: Types.ObjectId,
    batch: AddingBatch,
    rows: readonly Pick<AudienceMember, '_id' | 'userId'>[],
  ): Promise<number> {
    reached('audience.inserted');
    const stored = await this.parts.database.audienceMembers
      .find({ userId: { $in: rows.map(({ userId }) => userId) }, audienceId }, { projection: { _id: 1 } })
      .toArray();
    if (stored.length < rows.length) {
      throw new ServiceUnavailable('members of an audience could not be stored');
    }
    const own = new Set(rows.map(({ _id }) => _id.toHexString()));
    const added = stored.filter(({ _id }) => own.has(_id.toHexString())).length;
    await this.close(audienceId, batch, added);
    return added;
  }

  /** Closes a batch and counts its rows. The first server to do so decides; all of them count the same. */
  private async close(audienceId: Types.ObjectId, batch: AddingBatch, added: number): Promise<void> {
    const entry = entryOf(audienceId, batch, added);
    await untilAnswered(() =>
      this.parts.database.audiences.updateOne(
        { _id: audienceId, 'adding.id': batch.id },
        {
          $pull: { adding: { id: batch.id } },
          $inc: { size: added },
          ...(entry && { $push: { outbox: entry } }),
        },
      ),
    );
    reached('audience.closed');
    if (entry !== null) await this.parts.chainer.drain('audiences', audienceId);
  }

  /**
   * Settles what is still announced: each row is stored, or a tombstone keeps it from arriving. Any number of servers
   * may do it at once, also beside the server that inserts the rows.
   *
   * @returns whether nothing is announced any more
   */
  async settle({ _id, adding }: Pick<Audience, '_id' | 'adding'>, olderThanMs: number): Promise<boolean> {
    const { audienceMembers } = this.parts.database;
    const before = this.parts.clock().getTime() - olderThanMs;
    let settled = 0;
    for (const batch of adding.filter(({ at }) => at.getTime() <= before)) {
      const userIds = batch.userIds ?? batch.rows;
      const tombstones = batch.rows.map((id, place) => ({
        _id: id,
        userId: userIds[place]!,
        audienceId: id,
        tombstone: true as const,
      }));
      await insertUntilKnown(audienceMembers, tombstones);
      const found = await audienceMembers
        // The tombstones of an earlier release have their ids in place of the users.
        .find(
          { _id: { $in: batch.rows }, userId: { $in: [...userIds, ...batch.rows] } },
          { projection: { tombstone: 1 } },
        )
        .toArray();
      // A row that is not yet read by majority: the next round sees it.
      if (found.length < batch.rows.length) continue;
      await this.close(_id, batch, found.filter(({ tombstone }) => tombstone !== true).length);
      signals.repair.emit('audienceBatch');
      settled += 1;
    }
    return settled === adding.length;
  }

  /** Settles what servers left behind; every server does, each second. */
  async sweep(): Promise<void> {
    const before = new Date(this.parts.clock().getTime() - BATCH_LIMIT_MS);
    const left = await this.parts.database.audiences
      .find(
        { 'adding.at': { $lt: before } },
        { projection: { adding: 1 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .limit(SWEEP_AUDIENCES)
      .toArray();
    for (const audience of left) await this.settle(audience, BATCH_LIMIT_MS);
  }

  private async get(id: Types.ObjectId): Promise<Audience> {
    const audience = await this.parts.database.audiences.findOne({ _id: id }, { projection: { outbox: 0 } });
    if (audience === null) throw new AppError('NOT_FOUND');
    return audience;
  }
}

function sizeOf({ size, adding }: Pick<Audience, 'size' | 'adding'>): number {
  return adding.reduce((sum, { rows }) => sum + rows.length, size);
}

/** The same in the database. */
function sizeWith(count: number): object {
  const announced = { $map: { input: '$adding', as: 'batch', in: { $size: '$$batch.rows' } } };
  return { $add: ['$size', { $sum: announced }, count] };
}

function tooLarge(): BadUserInput {
  return new BadUserInput({
    path: 'input.users',
    message: `would give the audience more than ${AUDIENCE_MEMBERS_MAX} members`,
  });
}

/** Null when nothing was added, or a command added it. */
function entryOf(
  audienceId: Types.ObjectId,
  { id, at, actorId, actorRole }: AddingBatch,
  added: number,
): OutboxEntry | null {
  if (added === 0 || actorId === null || actorRole === null) return null;
  return outboxEntry({
    id,
    at,
    actor: { id: actorId.toHexString(), role: actorRole },
    action: 'addAudienceMembers',
    targetType: 'Audience',
    targetId: audienceId,
    after: { added },
  });
}
