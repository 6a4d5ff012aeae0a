import { OPERATORS, SIGNED_IN } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import { EXCUSED_DAYS_LISTED_MAX } from '../domain/excused-days';
import type { Feature, Foundation, LoaderParts } from '../feature';
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

export function excusedDayRows({ excusedDays }: Pick<Collections, 'excusedDays'>) {
  return new RowsById(excusedDays, { outbox: 0 }, 'excusedDays');
}

export function excusedDayLoaders({ services, kind }: LoaderParts) {
  return { excusedDay: services.rows[kind].excusedDays.loader() };
}
