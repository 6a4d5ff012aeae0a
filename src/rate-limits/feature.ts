import type { Feature } from '../feature';
import { COLLECTION } from './rate-limits';

export const rateLimitFeature: Feature = {
  collections: [{ name: COLLECTION, expires: true }],
  metrics: ({ querySlots }) => ({
    gauges: [
      { name: 'queries_running', help: 'Queries that have a slot.', read: () => querySlots.running },
      {
        name: 'queries_waiting',
        help: 'Queries that are waiting for a slot.',
        read: () => querySlots.waiting,
      },
    ],
  }),
  prepare: ({ limits }) => limits.prepare(),
};
