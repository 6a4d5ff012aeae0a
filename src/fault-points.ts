/**
 * Named places between two steps of a write, for the tests that kill or stop a server exactly there. Nothing
 * is done at them unless a test has put a hook in; production never has one.
 */
export type FaultPoint =
  | 'claim.judged'
  | 'claim.reserved'
  | 'claim.inserted'
  | 'claim.holdClosed'
  | 'decision.read'
  | 'decision.written'
  | 'decision.holdSettled'
  | 'stockDelta.read'
  | 'stockDelta.written'
  | 'admins.decided'
  | 'admins.accountWritten'
  | 'admins.pendingCleared'
  | 'audit.read'
  | 'audit.appended'
  | 'audit.headRaised';

let hook: ((point: FaultPoint) => void) | null = null;

/** @param signal what this process sends itself the first time that it reaches the point */
export function armFaultPoint(point: FaultPoint, signal: 'SIGKILL' | 'SIGSTOP'): void {
  hook = (reached) => {
    if (reached !== point) return;
    hook = null;
    process.kill(process.pid, signal);
  };
}

export function reached(point: FaultPoint): void {
  hook?.(point);
}
