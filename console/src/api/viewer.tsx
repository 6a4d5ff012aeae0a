import { createContext, use } from 'react';
import * as domain from '../../../src/domain/viewer';
import type { Role } from '../generated/documents';

export interface Viewer {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
}

/** Who may enter the console at all. The API's own table decides; this one only hides what would be refused. */
export const STAFF: readonly Role[] = domain.STAFF;
export const OPERATORS: readonly Role[] = domain.OPERATORS;
export const AUDITORS: readonly Role[] = domain.AUDITORS;

export const ViewerContext = createContext<Viewer | null>(null);

/** Who is signed in, and what to offer that role. */
export function useViewer() {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error('Nobody is signed in.');
  const { role } = viewer;
  return {
    ...viewer,
    /** Events, stock and requests: may change and decide them. */
    runsEvents: OPERATORS.includes(role),
    readsAudit: AUDITORS.includes(role),
    managesUsers: role === 'ADMIN',
  };
}
