import type { Clock } from './clock';
import type { Config } from './config';
import type { Database } from './database/connection';
import type { ServiceCalendar } from './domain/service-calendar';
import { schema } from './graphql/schema';
import type { Log } from './log';

export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly log: Log;
}

/** The dependency graph, by hand: who is made of what reads from top to bottom. */
export function createServices({ calendar }: Foundation) {
  return {
    calendar,
    schemaHash: schema().hash,
  };
}
export type Services = ReturnType<typeof createServices>;
