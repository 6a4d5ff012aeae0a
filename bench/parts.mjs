import { activities } from './parts/activities.mjs';
import { growth } from './parts/growth.mjs';
import { checkIns } from './parts/check-ins.mjs';
import { claimServers } from './parts/claim-servers.mjs';
import { claims } from './parts/claims.mjs';
import { codes } from './parts/codes.mjs';
import { fairness } from './parts/fairness.mjs';
import { feed } from './parts/feed.mjs';
import { hotEvent } from './parts/hot-event.mjs';
import { logins } from './parts/logins.mjs';
import { payout } from './parts/payout.mjs';
import { page } from './parts/page.mjs';
import { seal } from './parts/seal.mjs';
import { serverInfo } from './parts/server-info.mjs';
import { start } from './parts/start.mjs';
import { workers } from './parts/workers.mjs';

/** In the order of a full run; memory is read after all the others. */
export const PARTS = {
  claims,
  claimServers,
  workers,
  hotEvent,
  page,
  serverInfo,
  checkIns,
  logins,
  activities,
  feed,
  codes,
  seal,
  payout,
  fairness,
  start,
};

/** Run by name alone: its data take long to load, and stay. */
export const PARTS_APART = { growth };
