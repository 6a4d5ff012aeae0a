import type { mongo } from 'mongoose';

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
          { $project: { action: 1, actorId: 1, at: 1, reason: 1 } },
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
