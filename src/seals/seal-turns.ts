import type { Collections } from '../database/client-collections';
import { upserting } from '../database/duplicate-key';
import type { ServiceDay } from '../domain/service-calendar';
import type { SealsSetting } from './seals-setting';

const ID = 'seals';
const NEVER = new Date(0);
/** The server that seals renews it with each page of entries; after its death another one seals. */
const TURN_END = { $dateAdd: { startDate: '$$NOW', unit: 'minute', amount: 1 } };

/** Stores the setting once; a new database is first sealed on the day after. */
export async function openTurns({ settings }: Pick<Collections, 'settings'>, day: ServiceDay): Promise<void> {
  const first = { day, endedAt: null, heldUntil: NEVER };
  await upserting(() => settings.updateOne({ _id: ID }, { $setOnInsert: first }, { upsert: true }));
}

/**
 * Takes the sealing of a service day for this server, by the database's clock. It only saves work: a day that two
 * servers seal has one seal of each range.
 *
 * @returns false when the day is sealed, or another server seals it
 */
export async function takeTurn(
  { settings }: Pick<Collections, 'settings'>,
  day: ServiceDay,
): Promise<boolean> {
  const due = {
    $and: [{ $lt: [{ $ifNull: ['$day', ''] }, day] }, { $lt: [{ $ifNull: ['$heldUntil', NEVER] }, '$$NOW'] }],
  };
  const { matchedCount } = await settings.updateOne({ _id: ID, $expr: due }, [
    { $set: { heldUntil: TURN_END } },
  ]);
  return matchedCount === 1;
}

/** The turn of this server goes on. */
export async function renewTurn({ settings }: Pick<Collections, 'settings'>): Promise<void> {
  await settings.updateOne({ _id: ID }, [{ $set: { heldUntil: TURN_END } }]);
}

/** @param day that is sealed; null: any server may begin again */
export async function endTurn(
  { settings }: Pick<Collections, 'settings'>,
  day: ServiceDay | null,
): Promise<void> {
  await settings.updateOne({ _id: ID }, [
    { $set: { heldUntil: NEVER, ...(day !== null && { day: { $max: ['$day', day] }, endedAt: '$$NOW' }) } },
  ]);
}

export async function findSealsSetting({
  settings,
}: Pick<Collections, 'settings'>): Promise<SealsSetting | null> {
  return (await settings.findOne({ _id: ID })) as SealsSetting | null;
}
