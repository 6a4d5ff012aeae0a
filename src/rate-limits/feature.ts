import type { Feature } from '../feature';
import { COLLECTION } from './rate-limits';

export const rateLimitFeature: Feature = {
  collections: [{ name: COLLECTION, expires: true }],
  prepare: ({ limits }) => limits.prepare(),
};
