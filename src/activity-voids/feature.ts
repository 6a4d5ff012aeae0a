import { OPERATORS } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Feature, Foundation } from '../feature';
import { ActivityVoidResolver } from './activity-void.resolver';
import { ActivityVoidService } from './activity-void.service';

export const activityVoidFeature: Feature = {
  resolvers: [ActivityVoidResolver],
  mutations: {
    voidActivities: { access: OPERATORS, needs: ['users', 'activities', ...RECORDED_COLLECTIONS] },
  },
};

export function activityVoidServices({ chainer, database }: Foundation & { readonly chainer: Chainer }) {
  return { activityVoids: new ActivityVoidService({ chainer, database }) };
}
