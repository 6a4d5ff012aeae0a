import { KEYS_ONLY, STAFF, USER } from '../access/permissions';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { activitiesExport } from './activity.export';
import { Activity } from './activity.model';
import { ActivityResolver } from './activity.resolver';
import { ActivityService, RECORDING_COLLECTIONS } from './activity.service';
import { ACTIVITIES_PER_CALL_MAX } from '../domain/activities';

export const activityFeature: Feature = {
  collections: [{ name: 'activities', model: { property: 'activities', rows: Activity }, ofUsers: true }],
  exports: [activitiesExport],
  resolvers: [ActivityResolver],
  queries: { activities: STAFF, myActivities: USER },
  mutations: {
    recordActivities: { access: KEYS_ONLY, needs: RECORDING_COLLECTIONS },
  },
  listSizes: { 'RecordActivitiesPayload.outcomes': ACTIVITIES_PER_CALL_MAX },
};

export function activityServices({ calendar, config, database, skew }: Foundation) {
  const latenessHours = config.activityLatenessHours;
  return { activities: new ActivityService({ calendar, database, latenessHours, skew }) };
}

export function activityRows({ activities }: Pick<Collections, 'activities'>) {
  return new RowsById(activities, { outbox: 0 }, 'activities');
}

export function activityLoaders({ services, kind }: LoaderParts) {
  return { activity: services.rows[kind].activities.loader() };
}
