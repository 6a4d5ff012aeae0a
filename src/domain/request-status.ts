/** Stored as these numbers: the guard index counts 0 and 1. */
export const RequestStatus = { PENDING: 0, SUCCESS: 1, FAILED: 2 } as const;
export type RequestStatus = (typeof RequestStatus)[keyof typeof RequestStatus];
export type RequestStatusName = keyof typeof RequestStatus;

const NAMES: Record<RequestStatus, RequestStatusName> = { 0: 'PENDING', 1: 'SUCCESS', 2: 'FAILED' };

/** A row of these holds the user's slot in the event; the guard index's partial filter, literally. */
export const LIVE_STATUSES = [RequestStatus.PENDING, RequestStatus.SUCCESS] as const;

/** The rule, and through `statusesBefore` the filter of every conditional update. */
const NEXT: Record<RequestStatusName, readonly RequestStatus[]> = {
  PENDING: [RequestStatus.SUCCESS, RequestStatus.FAILED],
  // Final: what was paid stays paid, and a retry is a new row.
  SUCCESS: [],
  FAILED: [],
};

export function statusName(status: RequestStatus): RequestStatusName {
  return NAMES[status];
}

/** The statuses from which a row may become `target`; empty when a row is only inserted with it. */
export function statusesBefore(target: RequestStatus): RequestStatus[] {
  return Object.values(RequestStatus).filter((status) => NEXT[NAMES[status]].includes(target));
}

/** Stored by this version; a newer one may know more, and lists here leave those rows out. */
export function isKnownStatus(status: number): boolean {
  return Object.hasOwn(NAMES, status);
}

export function isLive(status: RequestStatus): boolean {
  return status !== RequestStatus.FAILED;
}

/** Why a request that was PENDING failed: an operator rejected it, or its account was erased. */
export const REJECTIONS = ['REJECTED', 'ACCOUNT_ERASED'] as const;

export function isRejection(failureCode: string | null): boolean {
  return (REJECTIONS as readonly unknown[]).includes(failureCode);
}
