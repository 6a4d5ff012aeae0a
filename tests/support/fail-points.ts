import type { mongo } from 'mongoose';

type FailMode = 'off' | 'alwaysOn' | { readonly times: number };

interface FailOptions {
  readonly closeConnection?: boolean;
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  readonly writeConcernError?: { readonly code: number; readonly errmsg: string };
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
  /** `database.collection`: others are left alone. */
  readonly namespace?: string;
}

/** mongod's own fail points: the next commands of these names fail so; needs enableTestCommands. */
export async function failCommands(
  client: mongo.MongoClient,
  commands: readonly string[],
  options: FailOptions,
  mode: FailMode = { times: 1 },
): Promise<void> {
  await client.db('admin').command({
    configureFailPoint: 'failCommand',
    mode,
    data: { failCommands: commands, ...options },
  });
}

export function failNothing(client: mongo.MongoClient): Promise<void> {
  return failCommands(client, [], {}, 'off');
}

/** Resolves when the fail point that was set has struck so often since. */
export async function timesFailed(client: mongo.MongoClient): Promise<number> {
  const found = await client.db('admin').command({ getParameter: 1, 'failpoint.failCommand': 1 });
  return (found['failpoint.failCommand'] as { timesEntered?: number })?.timesEntered ?? 0;
}
