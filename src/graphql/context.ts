import type { Services } from '../services';
import type { OperationRecord } from '../telemetry/operation-record';
import type { Loaders } from './loaders';
import type { OperationSlot } from './operation-slot';
import type { ViewerSource } from '../access/viewer-source';

/** The context of every resolver: the caller, the time and the services. */
export interface Context {
  /** In every error's extensions, in the response's x-request-id and in the log. */
  readonly requestId: string;
  /** Reported to log and metrics after the answer. */
  readonly record: OperationRecord;
  /** Server time at arrival: one operation is judged at one instant. */
  readonly now: Date;
  readonly viewer: ViewerSource;
  readonly slot: OperationSlot;
  readonly services: Services;
  /** Replaced when a root mutation field starts: what an earlier one loaded may no longer be true. */
  loaders: Loaders;
  /** The address that the caller is counted for; see http/client-address. */
  readonly clientAddress: string;
  /** Browser and operating system of the caller by name; null: unknown. See domain/devices. */
  readonly device: string | null;
  /** Aborts when the client has gone; for queries' own reads, never for what a mutation must finish. */
  readonly signal: AbortSignal;
}
