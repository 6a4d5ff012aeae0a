import type { Database } from '../../database/connection';
import type { ServiceCalendar } from '../../domain/service-calendar';
import { bringOverAttendance } from './attendance';
import { readEvents, storeEvents, type EventOptions } from './events';
import { JudgedRequests } from './judged-requests';
import { Interrupted, type Ledger } from './ledger';
import { MovedRequests } from './requests';
import type { RestSource } from './source';
import type { NameSecrets } from '../../users/accounts';
import { MovedUsers } from './users';

export interface MoveOptions extends EventOptions {
  /** What the source has paid still has to be handed over: consumers of the reward feed do it. */
  readonly undelivered: boolean;
}

interface Target {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly secrets: NameSecrets;
}

/**
 * Imports a database that was built for the same purpose with the names of the first specification. Each document
 * has the same id in every run, so an interrupted run can be repeated; stored documents stay unchanged.
 * The source must not change meanwhile and is never written to.
 *
 * @returns false when it was interrupted: the next run goes on
 * @throws ServiceUnavailable when the database does not answer: run it again
 */
export async function moveFromRest(
  source: RestSource,
  target: Target,
  options: MoveOptions,
  ledger: Ledger,
): Promise<boolean> {
  try {
    await moveAll(source, target, options, ledger);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    await ledger.end('INTERRUPTED');
    return false;
  }
  await ledger.end('ENDED');
  return true;
}

async function moveAll(
  source: RestSource,
  { database, calendar, secrets }: Target,
  options: MoveOptions,
  ledger: Ledger,
): Promise<void> {
  const users = new MovedUsers(source, ledger, database, secrets);
  await users.bringOver();
  await bringOverAttendance(source, users, calendar, database, ledger);
  const events = await readEvents(source, calendar, options, ledger);
  const requests = new MovedRequests(
    new JudgedRequests(source, users, events, ledger.now()),
    database,
    ledger,
    options.undelivered,
  );
  // An event is stored with all units that its requests took before the first of these requests is.
  await requests.countTakings();
  await storeEvents(events.values(), database, ledger);
  await requests.bringOver();
}
