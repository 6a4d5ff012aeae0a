import { KEYS_ONLY, STAFF, USER } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { activitiesExport } from './activity.export';
import { Activity } from './activity.model';
import { ActivityResolver } from './activity.resolver';
import { ActivityService, RECORDING_COLLECTIONS } from './activity.service';
import { ACTIVITIES_PER_CALL_MAX } from '../domain/activities';

export const activityFeature: Feature = {
  collections: [{ name: 'activities', model: { property: 'activities', rows: Activity } }],
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
