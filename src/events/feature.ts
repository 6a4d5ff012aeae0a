import DataLoader from 'dataloader';
import { OPERATORS, SIGNED_IN, STAFF } from '../access/permissions';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { ConditionResolver } from './conditions/condition.resolver';
import { ConditionService } from './conditions/condition.service';
import { EventCreator } from './event-creator';
import { EVENT_PROJECTION, EventEditor } from './event-editor';
import { EventStatsReader } from './event-stats';
import { RequestCountsReader } from './event-request-counts';
import { EventRequestCountsResolver } from './event-request-counts.resolver';
import { EventStatsResolver } from './event-stats.resolver';
import { Event } from './event.model';
import { EventHistoryResolver } from './event-history.resolver';
import { EventResolver } from './event.resolver';
import { EventService } from './event.service';
import { RewardResolver } from './rewards/reward.resolver';
import { RewardService } from './rewards/reward.service';
import { StockDeltaService } from './rewards/stock-delta.service';
import { stockGauges } from './rewards/stock-left';

/** Every change of an event, with its entry in the audit chain. */
const CHANGE = { access: OPERATORS, needs: ['events', ...RECORDED_COLLECTIONS] };

export const eventFeature: Feature = {
  collections: [{ name: 'events', model: { property: 'events', rows: Event } }],
  resolvers: [
    EventResolver,
    EventStatsResolver,
    EventRequestCountsResolver,
    EventHistoryResolver,
    ConditionResolver,
    RewardResolver,
  ],
  queries: {
    event: SIGNED_IN,
    events: SIGNED_IN,
    condition: SIGNED_IN,
    conditions: SIGNED_IN,
    reward: SIGNED_IN,
    rewards: SIGNED_IN,
  },
  mutations: {
    createEvent: CHANGE,
    duplicateEvent: CHANGE,
    updateEvent: CHANGE,
    archiveEvent: CHANGE,
    addCondition: CHANGE,
    updateCondition: CHANGE,
    removeCondition: CHANGE,
    addReward: CHANGE,
    updateReward: CHANGE,
    removeReward: CHANGE,
    adjustRewardStock: CHANGE,
  },
  fields: { Event: { stats: STAFF, requestCounts: STAFF, history: STAFF } },
  metrics: (_services, database, clock) => ({ tables: [stockGauges(database, clock)] }),
  costs: {
    'Event.stats': 7_500,
    'Event.requestCounts': 10,
    'Event.history': 50,
    // Up to 40 KB.
    'Event.description': 50,
  },
  // The days of a year.
  listSizes: { 'EventStats.days': 366 },
};

interface Parts extends Foundation {
  readonly chainer: Chainer;
  readonly zoneRules: ZoneRulesWatch;
}

export function eventServices({ database, calendar, chainer, zoneRules }: Parts) {
  const editor = new EventEditor({ database, chainer });
  return {
    conditions: new ConditionService({ database, editor }),
    requestCounts: new RequestCountsReader(database.reads),
    eventStats: new EventStatsReader({ database: database.reads, calendar }),
    eventCreator: new EventCreator({ database, calendar, zoneRules, chainer, editor }),
    events: new EventService({ database, calendar, zoneRules, editor }),
    rewards: new RewardService({ editor }),
    stockDeltas: new StockDeltaService({ database, chainer }),
  };
}

export function eventRows({ events }: Pick<Collections, 'events'>) {
  return new RowsById(events, EVENT_PROJECTION, 'events');
}

export function eventLoaders({ services, kind, now, signal }: LoaderParts) {
  return {
    event: services.rows[kind].events.loader(),
    requestCounts: new DataLoader((ids: readonly string[]) =>
      services.requestCounts.findCounts(ids, now, signal()),
    ),
    eventStats: new DataLoader((ids: readonly string[]) => services.eventStats.findStats(ids, signal())),
  };
}
