/** How the values of a server's workers become one: their sum, unless the definition says otherwise. */
export type AcrossWorkers = 'sum' | 'min' | 'max';

/** A number of this server, read at each scrape. Names are without the prefix `event_reward_`. */
export interface GaugeDefinition {
  readonly name: string;
  readonly help: string;
  readonly acrossWorkers?: AcrossWorkers;
  readonly read: () => number;
}

/** Counts the answers to a mutation by their result. */
export interface OutcomeCounter {
  readonly name: string;
  readonly help: string;
  readonly mutation: string;
  /** Counted as zero from the start: Prometheus sees no rise in a series that begins above zero. */
  readonly zeroAtStart: string;
}

/** Counts what a feature reports while it works. */
export interface SignalCounter {
  readonly name: string;
  readonly help: string;
  /** A label, and its values that are counted as zero from the start. */
  readonly label?: { readonly name: string; readonly values: readonly string[] };
  /** Calls `count` for each, with the value of the label. @returns a function that stops it */
  readonly listen: (count: (value?: string) => void) => () => void;
}

/**
 * Gauges with labels that one read of the database fills, so that all workers have the same values. An empty answer, or
 * none in time, leaves them without values.
 */
export interface GaugeTable {
  readonly labelNames: readonly string[];
  readonly gauges: ReadonlyArray<Omit<GaugeDefinition, 'read' | 'acrossWorkers'>>;
  readonly read: () => Promise<readonly GaugeRow[]>;
}

export interface GaugeRow {
  readonly labels: Readonly<Record<string, string>>;
  /** One per gauge of the table, in their order. */
  readonly values: readonly number[];
}

/**
 * What a feature adds to `GET /metrics`. No label holds anything that a user wrote, except names that staff give, and
 * each has few values.
 */
export interface MetricDefinitions {
  readonly gauges?: readonly GaugeDefinition[];
  readonly outcomes?: readonly OutcomeCounter[];
  readonly counters?: readonly SignalCounter[];
  readonly tables?: readonly GaugeTable[];
  /** Kinds of what its sweeps complete for other processes: `signals.repair`. */
  readonly repairs?: readonly string[];
}
