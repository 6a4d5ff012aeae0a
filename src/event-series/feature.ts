import { OPERATORS, STAFF } from '../access/permissions';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import { EventEditor } from '../events/event-editor';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { EventSeries } from './event-series.model';
import { EventSeriesResolver, OccurrenceResolver } from './event-series.resolver';
import { EventSeriesService } from './event-series.service';
import { OccurrenceMaker } from './occurrence-maker';
import { SeriesCreator } from './series-creator';

const CHANGE = { access: OPERATORS, needs: ['events', 'eventseries', ...RECORDED_COLLECTIONS] };

export const eventSeriesFeature: Feature = {
  collections: [{ name: 'eventseries', model: { property: 'eventSeries', rows: EventSeries } }],
  resolvers: [EventSeriesResolver, OccurrenceResolver],
  queries: { eventSeries: STAFF, eventSeriesList: STAFF },
  mutations: { createSeries: CHANGE, updateSeries: CHANGE },
  jobs: ({ occurrences }) => ({ occurrences: () => occurrences.round() }),
  costs: { 'EventSeries.events': 50 },
};

type Parts = Foundation & { readonly chainer: Chainer; readonly zoneRules: ZoneRulesWatch };

export function eventSeriesServices({ database, calendar, clock, chainer, skew, zoneRules }: Parts) {
  const editor = new EventEditor({ database, chainer });
  const parts = { database, chainer, editor, zoneRules };
  return {
    eventSeries: new EventSeriesService(parts),
    occurrences: new OccurrenceMaker({ database, calendar, clock, chainer, skew, zoneRules }),
    seriesCreator: new SeriesCreator(parts),
  };
}

export function eventSeriesRows({ eventSeries }: Pick<Collections, 'eventSeries'>) {
  return new RowsById(eventSeries, { outbox: 0 }, 'eventSeries');
}

export function eventSeriesLoaders({ services, kind }: LoaderParts) {
  return { eventSeries: services.rows[kind].eventSeries.loader() };
}
