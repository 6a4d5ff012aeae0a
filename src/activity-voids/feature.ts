import { OPERATORS } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Feature, Foundation } from '../feature';
import { ActivityVoidResolver } from './activity-void.resolver';
import { ActivityVoidService } from './activity-void.service';
import { AFFECTED_MAX } from '../domain/activities';

export const activityVoidFeature: Feature = {
  resolvers: [ActivityVoidResolver],
  mutations: {
    voidActivities: { access: OPERATORS, needs: ['users', 'activities', ...RECORDED_COLLECTIONS] },
  },
  listSizes: { 'VoidActivitiesPayload.affected': AFFECTED_MAX },
};

export function activityVoidServices({ chainer, database }: Foundation & { readonly chainer: Chainer }) {
  return { activityVoids: new ActivityVoidService({ chainer, database }) };
}
