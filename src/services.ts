import { Chainer } from './audit/chainer';
import { loadJwtSecret } from './auth/secret';
import { Tokens } from './auth/tokens';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Database } from './database/connection';
import type { ServiceCalendar } from './domain/service-calendar';
import { schema } from './graphql/schema';
import type { Log } from './log';
import { Viewers } from './users/viewers';

export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly log: Log;
}

/** The dependency graph, by hand: who is made of what reads from top to bottom. */
export function createServices({ config, calendar, database, log }: Foundation) {
  const tokens = new Tokens({
    secret: loadJwtSecret(config),
    previousSecrets: config.jwtSecretsPrevious,
    accessTtlSeconds: config.accessTokenTtlSeconds,
    refreshTtlSeconds: config.refreshTokenTtlSeconds,
  });
  const viewers = new Viewers(database);
  const chainer = new Chainer({ database, log });
  return {
    calendar,
    chainer,
    tokens,
    viewers,
    schemaHash: schema().hash,
  };
}
export type Services = ReturnType<typeof createServices>;
