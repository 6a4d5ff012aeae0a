import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import { canonicalJson } from '../audit/entries';
import { AuditRecords, type RecordedEntry } from './audit-records';
import { fieldsOf } from './event-record';
import { existing } from './request-rules';
import {
  byPipeline,
  isSound,
  PROGRESS_ROWS,
  type Check,
  type Report,
  type Rule,
  type Snapshot,
} from './rule';

const audiencesMatchAudit: Rule = {
  name: 'audiencesMatchAudit',
  description:
    'Every audience has the name, creation, seal, size and digest that its audit entries record. The size of one that is not sealed is not recorded.',
};
const audiencesMatchMembers: Rule = {
  name: 'audiencesMatchMembers',
  description:
    'The members of every sealed audience have its size and its digest; an open one has as many as its size says.',
};

export const audienceRules: readonly Check[] = [
  { rules: [audiencesMatchAudit, audiencesMatchMembers], run: checkAudiences },
  byPipeline(
    existing(
      'audienceMembersExist',
      'Every member of an audience is an account.',
      'audienceMembers',
      'userId',
      'users',
    ),
  ),
];

type Recorded = Record<string, unknown>;

/** Staff create audiences, one by one, so all of them fit in memory; their members are read row by row. */
async function checkAudiences(snapshot: Snapshot, report: Report): Promise<void> {
  const { database, options } = snapshot;
  const recorded = await AuditRecords.read(snapshot, 'Audience', apply);
  const members = await readMembers(snapshot);
  for await (const audience of database.audiences.find({}, options)) {
    const { _id, name, state, size, sealedAt, digest, createdAt, createdById, adding, outbox } = audience;
    const id = String(_id);
    const record = await recorded.take(_id, outbox);
    const stored = { name, createdAt, createdById, ...(state === 'SEALED' && { sealedAt, size, digest }) };
    if (!isSound(() => canonicalJson(stored) === canonicalJson(record))) report(audiencesMatchAudit, [_id]);
    const found = members.get(id) ?? { count: 0, digest: null };
    members.delete(id);
    const fits = () =>
      state === 'SEALED'
        ? sealedAt instanceof Date && found.count === size && found.digest === digest
        : sealedAt === null &&
          // Rows that are announced are counted when they are settled.
          found.count >= size &&
          found.count <= adding.reduce((sum, { rows }) => sum + rows.length, size);
    if (!isSound(fits)) report(audiencesMatchMembers, [_id]);
  }
  // The remaining members are of no audience.
  for (const id of recorded.left.keys()) report(audiencesMatchAudit, [id]);
  for (const id of members.keys()) report(audiencesMatchMembers, [id]);
}

interface Members {
  readonly count: number;
  /** As a seal computes it. */
  readonly digest: string;
}

async function readMembers({ database, options, onRead }: Snapshot): Promise<Map<string, Members>> {
  const found = new Map<string, Members>();
  let current: { readonly id: Types.ObjectId; count: number; hash: ReturnType<typeof createHash> } | null =
    null;
  const keep = () => {
    if (current !== null)
      found.set(String(current.id), { count: current.count, digest: current.hash.digest('hex') });
  };
  let rows = 0;
  for await (const { audienceId, userId } of database.audienceMembers
    .find({ tombstone: { $exists: false } }, { ...options, projection: { audienceId: 1, userId: 1 } })
    .sort({ audienceId: 1, userId: 1 })) {
    rows += 1;
    if (rows % PROGRESS_ROWS === 0) onRead('members', rows);
    if (current === null || String(current.id) !== String(audienceId)) {
      keep();
      current = { id: audienceId, count: 0, hash: createHash('sha256') };
    }
    current.count += 1;
    current.hash.update(`${String(userId)}\n`);
  }
  keep();
  return found;
}

function apply(record: Recorded | undefined, { action, at, actorId, after }: RecordedEntry): Recorded {
  // The number of members that were added is no field of the audience.
  if (action === 'addAudienceMembers') return { ...record };
  const created = action === 'createAudience' ? { createdAt: at, createdById: actorId } : {};
  return { ...record, ...created, ...fieldsOf(after) };
}
