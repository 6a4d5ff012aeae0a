import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Collections } from '../database/client-collections';
import { requireObjectId } from '../database/object-ids';
import { untilAnswered } from '../database/retry';
import { maskedCode } from '../domain/reward-codes';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import { ANY_STATUS, type GrantNode } from '../reward-requests/request-filter';
import type { BoundCode } from '../reward-requests/codes-of-requests';
import type { Secrets } from '../secrets/secrets';
import { decryptCode } from './code-records';
import type { CodeReader } from './code-reader';

interface Reveal {
  readonly requestId: string;
  readonly grantId: string;
  readonly reason: string;
}

interface Revealed {
  readonly code: string | null;
  readonly refusals: Refusal[];
}

/** The codes of grants, for those who may read them. */
export class CodeService {
  constructor(
    private readonly parts: {
      readonly database: Pick<Collections, 'requests'>;
      readonly reader: CodeReader;
      readonly chainer: Pick<Chainer, 'append'>;
      readonly secrets: Secrets;
    },
  ) {}

  /** In clear. @throws NotDecrypted when the row was changed by hand */
  textOf(code: BoundCode): string {
    return decryptCode(this.parts.secrets, code);
  }

  /** As staff see it. @throws NotDecrypted when the row was changed by hand */
  maskedTextOf(code: BoundCode): string {
    return maskedCode(this.textOf(code));
  }

  /**
   * A code in clear, once the audit chain has the entry about it.
   *
   * @returns null for a grant whose code is not bound yet; GRANT_NOT_FOUND for one that gives no code, or is not there
   * @throws AppError NOT_FOUND for a request that is not there
   */
  async reveal(viewer: Viewer, now: Date, { requestId, grantId, reason }: Reveal): Promise<Revealed> {
    const { database, reader, chainer } = this.parts;
    const [_id, wanted] = [requireObjectId(requestId), requireObjectId(grantId)];
    const row = await database.requests.findOne(
      { _id, status: { $in: ANY_STATUS } },
      { projection: { userId: 1, grants: 1 } },
    );
    if (row === null) throw new AppError('NOT_FOUND');
    const grant = row.grants.find(({ id, codePool }) => codePool && id.equals(wanted));
    if (grant === undefined)
      return { code: null, refusals: [refusal('GRANT_NOT_FOUND', ['input', 'grantId'])] };
    const [codes = []] = await reader.findBound([requestId]);
    const bound = codes.find(({ rewardId }) => rewardId.equals(grant.rewardId));
    if (bound === undefined) return { code: null, refusals: [] };
    const code = this.textOf(bound);
    const entry = outboxEntry({
      // Made before the first attempt, so that a repeated one is one entry.
      id: new Types.ObjectId(),
      at: now,
      actor: viewer,
      action: 'revealCode',
      targetType: 'RewardRequest',
      targetId: _id,
      subjectId: row.userId,
      after: { grantId: grant.id },
      reason,
    });
    await untilAnswered(() => chainer.append(entry));
    return { code, refusals: [] };
  }
}

/** The code that a grant has, among those of its request. */
export function codeOfGrant(
  grant: Pick<GrantNode, 'rewardId'>,
  codes: readonly BoundCode[],
): BoundCode | undefined {
  return codes.find(({ rewardId }) => rewardId.equals(grant.rewardId));
}
