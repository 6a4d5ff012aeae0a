import { windowDays } from '../domain/event-window';
import { eventsInCycles } from '../domain/required-events';
import { LIVE_STATUSES } from '../domain/request-status';
import { requiredEventIds } from '../events/conditions/circular-conditions';
import { requestsOfEvent } from './payment-rules';
import { byPipeline, findCalendar, isSound, type Check, type Rule } from './rule';

const eventDays: Rule = {
  name: 'eventDays',
  description: "An event's first and last day are the service days of its window.",
};
const noCircularRequirements: Rule = {
  name: 'noCircularRequirements',
  description:
    'No active event requires its own reward, directly or through other events: such events can never be paid. Pause one of them and change its condition.',
};

export const eventRules: readonly Check[] = [
  byPipeline({
    name: 'liveRequestsFreezeTheirEvent',
    description: 'An event with a PENDING or SUCCESS request is frozen.',
    over: 'events',
    violations: [
      { $match: { frozenAt: null } },
      {
        $lookup: {
          ...requestsOfEvent(
            { $match: { status: { $in: [...LIVE_STATUSES] } } },
            { $limit: 1 },
            { $project: { _id: 1 } },
          ),
          as: 'live',
        },
      },
      { $match: { live: { $ne: [] } } },
    ],
  }),
  {
    rules: [eventDays],
    run: async (snapshot, report) => {
      const calendar = await findCalendar(snapshot);
      const projection = { startAt: 1, endAt: 1, firstDay: 1, lastDay: 1 } as const;
      const { database, options } = snapshot;
      for await (const event of database.events.find({}, { ...options, projection })) {
        const fits = () => {
          const days = calendar && windowDays(calendar, event);
          return days?.first === event.firstDay && days.last === event.lastDay;
        };
        if (!isSound(fits)) report(eventDays, [event._id]);
      }
    },
  },
  {
    rules: [noCircularRequirements],
    run: async ({ database, options }, report) => {
      const projection = { active: 1, archivedAt: 1, 'conditions.requiredEventId': 1 } as const;
      const events = await database.events
        .find({ 'conditions.requiredEventId': { $type: 'objectId' } }, { ...options, projection })
        .toArray();
      const inCycles = eventsInCycles(
        new Map(events.map((event) => [String(event._id), requiredEventIds(event)])),
      );
      for (const { _id, active, archivedAt } of events) {
        if (active && archivedAt === null && inCycles.has(String(_id))) report(noCircularRequirements, [_id]);
      }
    },
  },
];
