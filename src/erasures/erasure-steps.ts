import { randomInt } from 'node:crypto';
import type { mongo, Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import type { LoginFailures } from '../auth/login-failures';
import { batchesOf } from '../database/batches';
import type { Database } from '../database/connection';
import { RequestStatus } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import { usernameKey } from '../domain/username';
import { reached } from '../fault-points';
import { isDuplicateKey } from '../database/duplicate-key';
import { committedTexts, TEXT_FIELDS } from '../reward-feed/leaf';
import type { Holds } from '../reward-requests/claim/holds';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { nameLookupOf, type NameSecrets } from '../users/accounts';
import { ERASED_NAME_PREFIX } from '../users/erased-account';
import { NO_PASSWORD } from '../users/passwords';
import type { User } from '../users/user.model';

const BATCH_ROWS = 500;
const NAME_LETTERS = 16;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly holds: Pick<Holds, 'settle'>;
  readonly loginFailures: Pick<LoginFailures, 'forget'>;
  readonly secrets: NameSecrets;
  readonly feed: { wake(): void };
}

interface OwnedRow {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
}

type Erased = Pick<User, '_id' | 'username' | 'usernameKey' | 'nameLookup' | 'erasedAt'>;

/**
 * The steps of an erasure. Each may be repeated, by any server at any time, so a server that is killed between two
 * of them leaves nothing that another one does not complete.
 */
export class ErasureSteps {
  constructor(private readonly parts: Parts) {}

  /** Completes an erasure whose account is marked. Its sums, requests and memberships stay, under its id. */
  async complete(user: Erased): Promise<void> {
    // The entry comes first: a text may be missing only if the chain has the erasure.
    await this.parts.chainer.drain('users', user._id);
    reached('erasure.recorded');
    await this.rejectPending(user);
    reached('erasure.rejected');
    await this.deleteRows(user._id);
    reached('erasure.rowsDeleted');
    await this.removeCodes(user._id);
    reached('erasure.codesRemoved');
    await this.removeTexts(user._id);
    reached('erasure.textsRemoved');
    await this.renameAccount(user);
    reached('erasure.renamed');
  }

  /** The units of their rewards return to stock. */
  private async rejectPending({ _id: userId, erasedAt }: Erased): Promise<void> {
    const { database, feed, holds } = this.parts;
    const pending = await database.requests
      .find(
        { userId, status: RequestStatus.PENDING },
        { projection: { eventId: 1, held: 1, requestedAt: 1 } },
      )
      .toArray();
    for (const { _id, eventId, held, requestedAt } of pending) {
      // A request that was inserted after the mark was decided no earlier than it was sent.
      const decidedAt = requestedAt > erasedAt! ? requestedAt : erasedAt!;
      const { modifiedCount } = await database.requests.updateOne(
        { _id, userId, status: RequestStatus.PENDING },
        {
          $set: {
            ...{ status: RequestStatus.FAILED, decidedAt, decidedById: null, failureCode: 'ACCOUNT_ERASED' },
            ...(held && { holdDue: true as const }),
          },
          $push: { due: owes('REQUEST_REJECTED') },
        },
      );
      if (modifiedCount === 0) continue;
      feed.wake();
      if (held) await holds.settle(eventId, { _id, userId }, false);
    }
  }

  private async deleteRows(userId: Types.ObjectId): Promise<void> {
    const { attendances, activities, staffNotes, users } = this.parts.database;
    await attendances.deleteMany({ userId });
    // An entry that the chain does not have yet must not go with its row.
    await this.drainRows('activities', userId);
    await activities.deleteMany({ userId });
    await this.drainRows('staffNotes', userId);
    await staffNotes.deleteMany({ userId });
    await users.updateOne(
      { _id: userId },
      {
        $set: { passwordHash: NO_PASSWORD, logins: [] },
        $unset: { identities: true, streak: true, hashCost: true, passwordReset: true },
      },
    );
  }

  /** The rows stay, so that no code is given twice. */
  private async removeCodes(userId: Types.ObjectId): Promise<void> {
    const { requests, rewardCodes } = this.parts.database;
    const cursor = requests.find({ userId, 'grants.codePool': true }, { projection: { _id: 1 } });
    for await (const rows of batchesOf(cursor, BATCH_ROWS)) {
      const ids = rows.map(({ _id }) => _id);
      await rewardCodes.updateMany({ requestId: { $in: ids } }, { $set: { code: '' } });
    }
  }

  /**
   * Requests keep what was paid. Commitments take the place of notes and reasons, so that the leaves of the reward
   * feed, and the proofs of seals, stay what they were; without the nonces they reveal nothing.
   */
  private async removeTexts(userId: Types.ObjectId): Promise<void> {
    const { auditTexts, requests } = this.parts.database;
    await this.drainRows('requests', userId);
    // The key of a payout is made from the payout's id, and shows that the payout made the request.
    await requests.updateMany(
      { userId, idempotencyKey: { $exists: true }, payoutId: { $exists: false } },
      { $unset: { idempotencyKey: true } },
    );
    const withTexts = requests.find(
      {
        userId,
        $or: TEXT_FIELDS.map((field) => ({ [field]: { $ne: null } })),
      } as mongo.Filter<RewardRequest>,
      { projection: { note: 1, revokeReason: 1, nonces: 1, commitments: 1 } },
    );
    for await (const row of withTexts) {
      const { note, revokeReason } = committedTexts(row);
      await requests.updateOne(
        // A text that was added since is left to the next sweep.
        {
          _id: row._id,
          userId,
          note: row.note,
          revokeReason: row.revokeReason ?? null,
        } as mongo.Filter<RewardRequest>,
        {
          $set: {
            note: null,
            commitments: { ...(note !== null && { note }), ...(revokeReason !== null && { revokeReason }) },
          },
          $unset: { revokeReason: true, 'nonces.note': true, 'nonces.revokeReason': true },
        },
      );
    }
    // The index is partial by type, which an equality alone does not imply.
    await auditTexts.deleteMany({ subjectId: { $eq: userId, $type: 'objectId' } });
  }

  /** Takes what rows of the account still have to record into the chain. */
  private async drainRows(
    name: 'activities' | 'requests' | 'staffNotes',
    userId: Types.ObjectId,
  ): Promise<void> {
    const { chainer, database } = this.parts;
    const rows: Pick<mongo.Collection<OwnedRow>, 'find'> = database[name];
    const waiting = await rows
      .find({ userId, 'outbox.id': { $exists: true } }, { projection: { _id: 1 } })
      .toArray();
    for (const { _id } of waiting) await chainer.drain(name, _id);
  }

  /** Nobody else can take the name: its HMAC stays under a unique index. */
  private async renameAccount({ _id, username, usernameKey: key, nameLookup }: Erased): Promise<void> {
    const ofName = nameLookupOf(this.parts.secrets, key);
    // Renamed already: the account has the value of its former name.
    if (nameLookup !== undefined && nameLookup !== ofName) return;
    const letters = Array.from({ length: NAME_LETTERS }, () => String.fromCharCode(97 + randomInt(26)));
    const name = `${ERASED_NAME_PREFIX}${letters.join('')}`;
    await this.parts.loginFailures.forget(key);
    const { users } = this.parts.database;
    const $set = { username: name, usernameKey: usernameKey(name) };
    try {
      await users.updateOne({ _id, username }, { $set: { ...$set, nameLookup: ofName } });
    } catch (error) {
      // A server of an older release registered the name of another erased account: that one keeps it taken.
      if (!isDuplicateKey(error)) throw error;
      await users.updateOne({ _id, username }, { $set });
    }
  }
}
