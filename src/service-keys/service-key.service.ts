import { Types } from 'mongoose';
import { hashOfSecret, newSecret, secretDigestOf, serviceKeyText } from '../access/service-key-secret';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { untilAnswered } from '../database/retry';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput } from '../errors';
import { findPage } from '../database/keyset-page';
import { requireObjectId } from '../database/object-ids';
import type { Page, PageRequest } from '../domain/page';
import type { CreateServiceKeyInput } from './service-key.inputs';
import type { ServiceKey } from './service-key.model';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
}

/** Creates, lists and revokes service keys; access/service-key-verifier recognises them. */
export class ServiceKeyService {
  constructor(private readonly parts: Parts) {}

  /** Never reads a secret's hash or what waits for the audit chain. */
  list(args: PageRequest, signal: AbortSignal): Promise<Page<ServiceKey>> {
    const { serviceKeys } = this.parts.database.reads;
    const list = { name: 'serviceKeys', filter: {}, sortKey: 'createdAt' } as const;
    return findPage(serviceKeys, { ...list, without: ['secretHash', 'outbox'] }, args, signal);
  }

  /**
   * @returns the key and the text that its holder sends, which is returned only here
   * @throws BadUserInput for an expiry that has passed
   */
  async create(
    actor: Viewer,
    { name, source, scopes, expiresAt = null }: CreateServiceKeyInput,
    now: Date,
  ): Promise<{ readonly key: ServiceKey; readonly secret: string }> {
    if (expiresAt !== null && expiresAt <= now) {
      throw new BadUserInput({ path: 'input.expiresAt', message: 'must be in the future' });
    }
    const { serviceKeys } = this.parts.database;
    const _id = new Types.ObjectId();
    const secret = newSecret();
    const secretHash = hashOfSecret(secret).toString('hex');
    const fields = { name, source, scopes: [...scopes], expiresAt };
    // Shows when somebody puts another secret in its place.
    const after = { ...fields, secretDigest: secretDigestOf(secretHash) };
    const target = { targetType: 'ServiceKey', targetId: _id } as const;
    const key: ServiceKey = {
      _id,
      ...fields,
      secretHash,
      createdAt: now,
      createdById: new Types.ObjectId(actor.id),
      revokedAt: null,
      lastUsedAt: null,
      outbox: [outboxEntry({ at: now, actor, action: 'createServiceKey', ...target, after })],
    };
    await untilAnswered(() =>
      serviceKeys.insertOne(key).catch((error: unknown) => {
        // Our own first attempt, whose answer got lost: nobody else has this id.
        if (!isDuplicateKey(error)) throw error;
      }),
    );
    await this.parts.chainer.drain('serviceKeys', _id);
    return { key, secret: serviceKeyText(_id.toHexString(), secret) };
  }

  /**
   * Revokes a key from the next operation on; one that is revoked already stays as it is.
   *
   * @throws AppError NOT_FOUND
   */
  async revoke(actor: Viewer, id: string, reason: string | null, now: Date): Promise<ServiceKey> {
    const { database, chainer } = this.parts;
    const _id = requireObjectId(id);
    const target = { targetType: 'ServiceKey', targetId: _id } as const;
    const change = { before: { revokedAt: null }, after: { revokedAt: now } };
    const entry = outboxEntry({ at: now, actor, action: 'revokeServiceKey', ...target, ...change, reason });
    await untilAnswered(() =>
      database.serviceKeys.updateOne(
        { _id, revokedAt: null },
        { $set: { revokedAt: now }, $push: { outbox: entry } },
      ),
    );
    const key = await database.serviceKeys.findOne({ _id });
    if (key === null) throw new AppError('NOT_FOUND');
    // Even if another call revoked it, its entry is in the chain before the answer.
    await chainer.drain('serviceKeys', _id);
    return key;
  }
}
