import type { ClockSkewWatch } from './database/clock-skew';
import type { Database } from './database/connection';
import type { StructureWatch } from './database/structure-watch';
import type { Readiness } from './readiness';
import type { MetricDefinitions } from './telemetry/metric-definitions';

interface Parts {
  readonly database: Pick<Database, 'primary'>;
  readonly structure: Pick<StructureWatch, 'guardMismatch' | 'reasons'>;
  readonly skew: Pick<ClockSkewWatch, 'skewSeconds'>;
  readonly readiness: () => Readiness;
}

/** Metrics of the server itself, beside those of its features. */
export function serverMetrics({ database, structure, skew, readiness }: Parts): MetricDefinitions {
  return {
    gauges: [
      {
        name: 'ready',
        acrossWorkers: 'min',
        help: '1 if this server is ready for traffic.',
        read: () => Number(readiness().reasons.length === 0),
      },
      {
        name: 'database_primary_known',
        acrossWorkers: 'min',
        help: '1 if this server knows a primary of the database.',
        read: () => Number(database.primary.current() !== null),
      },
      {
        name: 'guard_proved',
        acrossWorkers: 'min',
        help: '1 if the guard index matches its model, so that claims are served.',
        read: () => Number(structure.guardMismatch === null),
      },
      {
        name: 'structure_proved',
        acrossWorkers: 'min',
        help: '1 if all collections and unique indexes match the models.',
        read: () => Number(structure.reasons.length === 0),
      },
      {
        name: 'clock_skew_seconds',
        acrossWorkers: 'max',
        help: "This server's clock minus the database's.",
        read: () => skew.skewSeconds,
      },
    ],
  };
}
