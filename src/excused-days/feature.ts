import { OPERATORS, SIGNED_IN } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import { EXCUSED_DAYS_LISTED_MAX } from '../domain/excused-days';
import type { Feature, Foundation } from '../feature';
import { ExcusedDay } from './excused-day.model';
import { ExcusedDayResolver } from './excused-day.resolver';
import { ExcusedDayService } from './excused-day.service';

const CHANGE = { access: OPERATORS, needs: ['excuseddays', ...RECORDED_COLLECTIONS] };

export const excusedDayFeature: Feature = {
  collections: [{ name: 'excuseddays', model: { property: 'excusedDays', rows: ExcusedDay } }],
  resolvers: [ExcusedDayResolver],
  queries: { excusedDays: SIGNED_IN },
  mutations: { excuseDay: CHANGE, removeExcusedDay: CHANGE },
  // The days of a year.
  listSizes: { 'Query.excusedDays': EXCUSED_DAYS_LISTED_MAX },
};

export function excusedDayServices({
  database,
  calendar,
  skew,
  chainer,
}: Foundation & { readonly chainer: Chainer }) {
  return { excusedDays: new ExcusedDayService({ database, calendar, skew, chainer }) };
}
