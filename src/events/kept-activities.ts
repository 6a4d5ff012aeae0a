import type { Database } from '../database/connection';
import type { ActivityRetentionSetting } from '../activities/activity-retention-setting';
import { countedKinds, countsKeptActivities } from '../domain/activity-retention';
import { BadUserInput } from '../errors';
import type { Event } from './event.model';

/**
 * @param stored the event before the edit; null for a new one
 * @param path of the input field to blame
 * @throws BadUserInput when the event would take claims and count activities that were deleted
 */
export async function requireKeptActivities(
  { settings }: Pick<Database, 'settings'>,
  event: Event,
  stored: Event | null,
  path: string,
): Promise<void> {
  // Nearly all edits cost no read.
  if (countedKinds(event).size === 0) return;
  const setting = (await settings.findOne({ _id: 'activityRetention' })) as ActivityRetentionSetting | null;
  if (countsKeptActivities(event, stored, setting?.before ?? null)) return;
  throw new BadUserInput({
    path,
    message: `must not count activities before ${setting!.before.toISOString()}, up to which they are deleted: let the event begin later`,
  });
}
