import { createHash, type Hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { isOutage } from '../database/outage';
import { READ_LIMIT_MS } from '../database/read-limits';
import { untilAnswered } from '../database/retry';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import { reached } from '../fault-points';
import type { Log } from '../log';
import { signals } from '../telemetry/signals';
import type { Audience } from './audience.model';
import type { AudienceMembers } from './audience-members';

/** Ids that are read and hashed at once. */
const PAGE = 10_000;
/** How long a mutation waits for the digest: a small audience is sealed in its answer. */
const ANSWER_WAIT_MS = 4_000;
/** How long rows that are announced may take before their places are taken. */
const PATIENCE_MS = 2_000;
/** A seal that no server has worked on for so long is continued by the one that finds it. */
const LEFT_ALONE_MS = 10_000;
const TOUCH_MS = 3_000;
const SWEEP_AUDIENCES = 20;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly members: AudienceMembers;
  readonly clock: Clock;
  readonly log: Log;
}

/** How far this server has come with a digest. */
interface Progress {
  readonly hash: Hash;
  count: number;
  after: Types.ObjectId | null;
}

/**
 * Seals audiences. From SEALING on nobody can announce a member; then every row that was announced before is settled;
 * then size and digest are computed from rows that no longer change. Several servers may do this at once and find the
 * same; the update that stores it requires SEALING, the counted size and that nothing is announced.
 */
export class AudienceSeals {
  private readonly runs = new Map<string, Promise<void>>();
  private readonly progress = new Map<string, Progress>();
  private stopped = false;

  constructor(private readonly parts: Parts) {}

  /**
   * Begins to seal an audience, and waits a few seconds for it; a large one is sealed soon after the answer. One that
   * is sealed stays as it is.
   *
   * @returns the current audience, or AUDIENCE_EMPTY
   * @throws AppError NOT_FOUND
   */
  async seal(
    actor: Viewer,
    id: Types.ObjectId,
  ): Promise<{ readonly audience: Audience; readonly refusals: Refusal[] }> {
    const { audiences } = this.parts.database;
    const entryId = new Types.ObjectId();
    const audience = await this.get(id);
    // Rows whose server died may be all that it has.
    if (audience.size === 0 && audience.adding.length > 0) await this.parts.members.settle(audience, 10_000);
    const at = this.parts.clock();
    await untilAnswered(() =>
      audiences.updateOne(
        { _id: id, state: 'OPEN', size: { $gt: 0 } },
        {
          $set: {
            state: 'SEALING',
            pendingSeal: { entryId, at, actorId: new Types.ObjectId(actor.id), actorRole: actor.role },
          },
        },
      ),
    );
    const begun = await this.get(id);
    if (begun.state === 'OPEN') return { audience: begun, refusals: [refusal('AUDIENCE_EMPTY')] };
    reached('audience.sealing');
    if (begun.state === 'SEALING') {
      const waited = sleep(ANSWER_WAIT_MS, undefined, { ref: false });
      await Promise.race([this.run(id), waited]);
    }
    await this.parts.chainer.drain('audiences', id);
    return { audience: await this.get(id), refusals: [] };
  }

  /** Continues what other servers left behind. It goes on after this. */
  async sweep(): Promise<void> {
    const before = new Date(this.parts.clock().getTime() - LEFT_ALONE_MS);
    const left = await this.parts.database.audiences
      .find(
        { 'pendingSeal.at': { $lt: before } },
        { projection: { _id: 1 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .limit(SWEEP_AUDIENCES)
      .toArray();
    for (const { _id } of left) {
      if (!this.runs.has(_id.toHexString())) signals.repair.emit('audienceSeal');
      void this.run(_id);
    }
  }

  /** Begins nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.runs.values());
  }

  /** One run of each audience in this process; a failed one is continued by the next sweep. */
  private run(id: Types.ObjectId): Promise<void> {
    const key = id.toHexString();
    const running = this.runs.get(key);
    if (running !== undefined) return running;
    const run = this.complete(id)
      .catch((error: unknown) => {
        if (!isOutage(error))
          this.parts.log.warn({ audienceId: id, err: error }, 'an audience is not sealed yet');
      })
      .finally(() => this.runs.delete(key));
    this.runs.set(key, run);
    return run;
  }

  private async complete(id: Types.ObjectId): Promise<void> {
    const { members } = this.parts;
    for (;;) {
      const audience = await this.get(id);
      if (audience.state !== 'SEALING') return;
      if (audience.adding.length === 0) break;
      if (!(await members.settle(audience, PATIENCE_MS))) await sleep(100);
      if (this.stopped) return;
    }
    reached('audience.settled');
    const key = id.toHexString();
    const progress = this.progress.get(key) ?? { hash: createHash('sha256'), count: 0, after: null };
    this.progress.set(key, progress);
    if (!(await this.hashAll(id, progress))) return;
    this.progress.delete(key);
    reached('audience.hashed');
    await this.store(id, progress.count, progress.hash.digest('hex'));
  }

  /** @returns false when it was stopped */
  private async hashAll(audienceId: Types.ObjectId, progress: Progress): Promise<boolean> {
    const { audiences, audienceMembers } = this.parts.database;
    let touchedAt = performance.now();
    for (;;) {
      const after = progress.after === null ? {} : { userId: { $gt: progress.after } };
      const rows = await audienceMembers
        .find({ audienceId, ...after }, { projection: { _id: 0, userId: 1 } })
        .sort({ audienceId: 1, userId: 1 })
        .limit(PAGE)
        .toArray();
      progress.hash.update(rows.map(({ userId }) => `${userId.toHexString()}\n`).join(''));
      progress.count += rows.length;
      progress.after = rows.at(-1)?.userId ?? progress.after;
      if (rows.length < PAGE) return true;
      if (this.stopped) return false;
      if (performance.now() - touchedAt < TOUCH_MS) continue;
      await audiences.updateOne(
        { _id: audienceId, state: 'SEALING' },
        { $set: { 'pendingSeal.at': this.parts.clock() } },
      );
      touchedAt = performance.now();
    }
  }

  private async store(id: Types.ObjectId, size: number, digest: string): Promise<void> {
    const { database, chainer, clock, log } = this.parts;
    const { state, pendingSeal, size: counted } = await this.get(id);
    if (state !== 'SEALING' || pendingSeal === undefined) return;
    // A primary that was deposed answers with the past: a later run reads again.
    if (size !== counted) {
      log.warn({ audienceId: id, size, counted }, 'an audience has another size than its rows');
      return;
    }
    const sealedAt = clock();
    const { entryId, actorId, actorRole } = pendingSeal;
    const entry = outboxEntry({
      id: entryId,
      at: sealedAt,
      actor: { id: actorId.toHexString(), role: actorRole },
      action: 'sealAudience',
      targetType: 'Audience',
      targetId: id,
      before: { sealedAt: null },
      after: { sealedAt, size, digest },
    });
    await untilAnswered(() =>
      database.audiences.updateOne(
        { _id: id, state: 'SEALING', size, adding: { $size: 0 } },
        {
          $set: { state: 'SEALED', sealedAt, digest },
          $unset: { pendingSeal: true },
          $push: { outbox: entry },
        },
      ),
    );
    reached('audience.sealed');
    await chainer.drain('audiences', id);
  }

  private async get(id: Types.ObjectId): Promise<Audience> {
    const audience = await this.parts.database.audiences.findOne({ _id: id }, { projection: { outbox: 0 } });
    if (audience === null) throw new AppError('NOT_FOUND');
    return audience;
  }
}
