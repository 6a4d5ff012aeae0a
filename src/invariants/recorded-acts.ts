import type { mongo } from 'mongoose';

/** A stage that adds what `REASON` reads to entries of the chain. */
export const WITH_TEXTS: mongo.Document = {
  $lookup: { from: 'audittexts', localField: '_id', foreignField: '_id', as: 'texts' },
};

/** The reason of an entry, whether the chain has it or a commitment to it; null: there is none, or it was erased. */
export const REASON: mongo.Document = {
  $cond: [
    { $in: ['/reason', { $ifNull: ['$commitments', []] }] },
    {
      $first: {
        $map: {
          input: {
            $filter: {
              input: { $ifNull: [{ $first: '$texts.texts' }, []] },
              cond: { $eq: ['$$this.path', '/reason'] },
            },
          },
          in: '$$this.text',
        },
      },
    },
    '$reason',
  ],
};

/**
 * Stages that add the audit entries of acts on a request as `entries`, each once: `id`, `action`, `actorId`, `at` and
 * `reason`. An entry that is not in the chain yet is still in the request itself; for a moment it is in both.
 */
export function withRecordedActs(actions: readonly string[]): mongo.Document[] {
  return [
    {
      $lookup: {
        from: 'auditentries',
        localField: '_id',
        foreignField: 'targetId',
        pipeline: [
          { $match: { action: { $in: actions } } },
          WITH_TEXTS,
          { $project: { action: 1, actorId: 1, at: 1, reason: REASON } },
        ],
        as: 'chained',
      },
    },
    {
      $set: {
        entries: {
          $setUnion: [
            { $map: { input: '$chained', in: fingerprint('$$this', '$$this._id') } },
            {
              $map: {
                input: {
                  $filter: {
                    input: { $ifNull: ['$outbox', []] },
                    cond: { $in: ['$$this.action', actions] },
                  },
                },
                in: fingerprint('$$this', '$$this.id'),
              },
            },
          ],
        },
      },
    },
  ];
}

/** What both an entry in the chain and one in an outbox have. */
function fingerprint(entry: string, id: string): mongo.Document {
  return {
    id,
    action: `${entry}.action`,
    actorId: `${entry}.actorId`,
    at: `${entry}.at`,
    reason: { $ifNull: [`${entry}.reason`, null] },
  };
}
