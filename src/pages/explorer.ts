import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';
import type { Database } from '../database/connection';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../demo/demo-accounts';
import { usernameKey } from '../domain/username';
import type { BuiltFiles } from './built-files';
import { EXPLORER_POLICY } from './content-security-policy';
import { addOwnPage } from './own-page';

interface Parts {
  readonly config: Config;
  readonly database: Database;
}

/** GraphiQL at `/explorer`, from the build alone. */
export function addExplorer(http: FastifyInstance, { config, database }: Parts, files: BuiltFiles): void {
  addOwnPage(http, '/explorer', files, EXPLORER_POLICY);
  // Never in production, which refuses to start where one of them still has this password.
  http.get('/explorer/accounts', async () => (config.production ? [] : findDemoAccounts(database)));
}

/** Whom the explorer can act as: the demo accounts that are there. */
async function findDemoAccounts({ users }: Database) {
  const names = DEMO_ACCOUNTS.map(({ username }) => usernameKey(username));
  const there = await users
    .find({ usernameKey: { $in: names } }, { projection: { _id: 0, usernameKey: 1 } })
    .toArray();
  const keys = new Set(there.map((user) => user.usernameKey));
  return DEMO_ACCOUNTS.filter(({ username }) => keys.has(usernameKey(username))).map(
    ({ username, role }) => ({ username, role, password: DEMO_PASSWORD }),
  );
}
