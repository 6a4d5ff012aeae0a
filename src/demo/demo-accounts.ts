import type { Role } from '../domain/viewer';

/** Public knowledge: production refuses a database that still knows it. */
export const DEMO_PASSWORD = 'event-reward-demo';
/** In the data folder: the text of the demo's service key. */
export const DEMO_KEY_FILE = 'demo-service-key';

export const DEMO_ACCOUNTS: ReadonlyArray<{
  readonly username: string;
  readonly role: Role;
  /** Which of the last three service days were checked in: 0 is today. */
  readonly attended: readonly number[];
  readonly summary: string;
}> = [
  { username: 'admin', role: 'ADMIN', attended: [], summary: 'manages roles' },
  { username: 'operator', role: 'OPERATOR', attended: [], summary: 'runs events, decides requests' },
  { username: 'auditor', role: 'AUDITOR', attended: [], summary: 'reads everything, changes nothing' },
  { username: 'alice', role: 'USER', attended: [2, 1, 0], summary: 'checked in on the last three days' },
  { username: 'bob', role: 'USER', attended: [2, 1], summary: 'two of three days: not yet today' },
];
