/**
 * Named places between two steps of a write, for the tests that kill or stop a server exactly there. Nothing
 * is done at them unless TEST_FAULT_POINT is set, which only a test's environment may.
 */
export const FAULT_POINTS = [
  'claim.judged',
  'stock.taken',
  'claim.reserved',
  'claim.inserted',
  'claim.holdClosed',
  'hold.buried',
  'hold.read',
  'hold.settled',
  'decision.read',
  'decision.written',
  'decision.holdSettled',
  'revocation.read',
  'revocation.judged',
  'revocation.written',
  'revocation.stockReturned',
  'stockReturn.read',
  'stockReturn.written',
  'stockReturn.settled',
  'stockDelta.read',
  'stockDelta.judged',
  'stockDelta.written',
  'admins.read',
  'admins.decided',
  'admins.accountWritten',
  'admins.pendingCleared',
  'audit.read',
  'audit.textsStored',
  'audit.linked',
  'audit.appended',
  'audit.headRaised',
  'feed.read',
  'feed.tailRead',
  'feed.appended',
  'feed.settled',
  'webhook.leased',
  'webhook.read',
  'webhook.stored',
  'webhook.cursorMoved',
  'webhook.replayed',
  'webhook.sent',
  'webhook.recorded',
] as const;
/** Steps of filling and sealing audiences. */
export const AUDIENCE_FAULT_POINTS = [
  'audience.opened',
  'audience.inserted',
  'audience.closed',
  'audience.sealing',
  'audience.settled',
  'audience.hashed',
  'audience.sealed',
] as const;
/** Steps of starting and running payouts. */
export const PAYOUT_FAULT_POINTS = [
  'payout.entered',
  'payout.started',
  'payout.leased',
  'payout.claimed',
  'payout.moved',
  'payout.finished',
] as const;
/** Steps of what backends report, which are no part of a payment. */
export const REPORT_FAULT_POINTS = [
  'activities.judged',
  'activities.inserted',
  'activities.voided',
  'grants.acknowledged',
] as const;

/** Steps of an erasure, each after its writes. */
export const ERASURE_FAULT_POINTS = [
  'erasure.recorded',
  'erasure.rejected',
  'erasure.rowsDeleted',
  'erasure.codesRemoved',
  'erasure.textsRemoved',
  'erasure.renamed',
] as const;

/** Steps of binding codes to paid requests, and of importing codes. */
export const CODE_FAULT_POINTS = [
  'codes.read',
  'codes.bound',
  'codeImport.stored',
  'codeImport.added',
] as const;

/** Steps of sealing the reward feed. */
export const SEAL_FAULT_POINTS = ['seal.taken', 'seal.read', 'seal.hashed', 'seal.appended'] as const;

/** Steps of creating series and their occurrences. */
export const SERIES_FAULT_POINTS = [
  'series.templateMarked',
  'series.inserted',
  'series.judged',
  'series.occurrenceInserted',
] as const;

export const ALL_FAULT_POINTS = [
  ...FAULT_POINTS,
  ...REPORT_FAULT_POINTS,
  ...AUDIENCE_FAULT_POINTS,
  ...CODE_FAULT_POINTS,
  ...SEAL_FAULT_POINTS,
  ...PAYOUT_FAULT_POINTS,
  ...SERIES_FAULT_POINTS,
  ...ERASURE_FAULT_POINTS,
] as const;

export type FaultPoint = (typeof ALL_FAULT_POINTS)[number];

export interface ArmedFault {
  readonly point: FaultPoint;
  /** What this process sends itself the first time that it reaches the point. */
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

let armed: ArmedFault | null = null;

export function armFaultPoint(fault: ArmedFault): void {
  armed = fault;
}

export function reached(point: FaultPoint): void {
  if (armed?.point !== point) return;
  const { signal } = armed;
  armed = null;
  process.kill(process.pid, signal);
}
