import type { Access } from './access/permissions';
import type { Clock } from './clock';
import type { Config } from './config';
import type { ClockSkewWatch } from './database/clock-skew';
import type { CollectionDefinition } from './database/collections';
import type { Database } from './database/connection';
import type { StructureWatch } from './database/structure-watch';
import type { ServiceCalendar } from './domain/service-calendar';
import type { Export } from './exports/format/export';
import type { Log } from './log';
import type { RateLimits } from './rate-limits/rate-limits';
import type { Secrets } from './secrets/secrets';
import type { Services } from './services';
import type { MetricDefinitions } from './telemetry/metric-definitions';

/** A root mutation: who may call it, and what it relies on. */
export interface MutationRow {
  readonly access: Access;
  /**
   * Names of collections. While one of them, or a unique index of it, does not match its model, the mutation is
   * refused.
   */
  readonly needs: readonly string[];
}

/**
 * Everything that a feature registers, in the `feature.ts` of its folder. `features.ts` lists the features;
 * docs/development.md describes each part.
 */
export interface Feature {
  /** What it stores. */
  readonly collections?: readonly CollectionDefinition[];
  /** Classes that type-graphql made resolvers. */
  readonly resolvers?: readonly Function[];
  /** Who may call each of its root queries. */
  readonly queries?: Readonly<Record<string, Access>>;
  readonly mutations?: Readonly<Record<string, MutationRow>>;
  /** Fields of other types that not everybody may read who reads their parent. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, Access>>>>;
  /**
   * The costs of its fields, by `Type.field`. A field that is read with its row costs 1, and so does one that is not listed.
   * docs/limits.md lists all.
   */
  readonly costs?: Readonly<Record<string, number>>;
  /** How many rows its lists without a page size may have, as `Type.field`; graphql/document-budget.ts lists short ones. */
  readonly listSizes?: Readonly<Record<string, number>>;
  /** Lists that are offered in full as CSV, by HTTP and by command. */
  readonly exports?: readonly Export[];
  /** Runs once at each start, before anything is served. */
  readonly prepare?: (services: Services) => Promise<void>;
  /** Run every second on every server, by their names; see background.ts. */
  readonly jobs?: (services: Services, database: Database) => Readonly<Record<string, () => Promise<void>>>;
  /** What it adds to `GET /metrics`; docs/operations.md lists all. */
  readonly metrics?: (services: Services, database: Database, clock: Clock) => MetricDefinitions;
}

/** What loaders of one operation are made of: each edge of a page costs one call, whatever the number of rows. */
export interface LoaderParts {
  readonly services: Services;
  readonly kind: keyof Services['rows'];
  readonly now: Date;
  readonly signal: () => AbortSignal;
}

/** What the services of every feature may be made of. */
export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly structure: StructureWatch;
  /** Also knows whether the rules of the time zone are those of the other servers. */
  readonly skew: Pick<ClockSkewWatch, 'requireRightClock' | 'compareDuring' | 'aheadOf'>;
  readonly limits: RateLimits;
  readonly secrets: Secrets;
  readonly log: Log;
}
