import type { mongo } from 'mongoose';
import type { EventPhase, EventState } from '../domain/event-window';
import { PUBLISHED } from '../domain/event-visibility';
import { mayRead } from '../domain/reading-rights';
import type { Viewer } from '../domain/viewer';
import type { Event } from './event.model';
import type { EventFilter } from './event.inputs';

const INACTIVE: mongo.Filter<Event> = { archivedAt: null, active: false };
/** `isDraft` as a filter. Not by null alone, which a missing field matches too: that of an event that may be paused. */
const DRAFT: mongo.Filter<Event> = {
  ...INACTIVE,
  frozenAt: { $type: 'null' },
  firstActivatedAt: { $type: 'null' },
};
const PAUSED: mongo.Filter<Event> = { ...INACTIVE, $nor: [DRAFT] };

/** What selects an event of each state at `now`: `eventState` as a filter. */
const STATE_FILTERS: Record<EventState, (now: Date) => mongo.Filter<Event>> = {
  // Compares by type, which the index's keys can decide without the document.
  ARCHIVED: () => ({ archivedAt: { $type: 'date' } }),
  INACTIVE: () => INACTIVE,
  UPCOMING: (now) => ({ ...PUBLISHED, startAt: { $gt: now } }),
  ENDED: (now) => ({ ...PUBLISHED, startAt: { $lte: now }, endAt: { $lte: now } }),
  IN_PROGRESS: (now) => ({
    ...PUBLISHED,
    startAt: { $lte: now },
    // Not over, also when it has no end: in one range of the index.
    endAt: { $not: { $lte: now } },
  }),
};

/**
 * Orders of the list of events; an event without an end has no place in the order by it. Each has its index: by the
 * filters alone the planner may prefer that of the other order, and sort.
 */
export const EVENT_ORDERS = {
  START_AT: {
    key: 'startAt',
    filter: {},
    hint: { startAt: -1, _id: -1, active: 1, archivedAt: 1, endAt: 1, title: 1 },
  },
  END_AT: {
    key: 'endAt',
    // Every date, as a range of the index; other types compare differently.
    filter: { endAt: { $gte: new Date(-8_640_000_000_000_000) } },
    hint: { endAt: -1, _id: -1, active: 1, archivedAt: 1, startAt: 1, title: 1 },
  },
} as const;

export const inProgressFilter = STATE_FILTERS.IN_PROGRESS;

/** An empty list of states selects nothing, null all. */
export function eventFilter(filter: EventFilter, viewer: Viewer, now: Date): mongo.Filter<Event> {
  const { states, phases, titleContains } = filter;
  const all: Array<mongo.Filter<Event>> = [];
  if (!mayRead(viewer, 'hiddenEvents')) all.push(PUBLISHED);
  if (states) all.push(ofStates(states, now));
  if (phases) all.push(...ofPhases(phases, now));
  if (titleContains) all.push({ title: { $regex: inAnyForm(titleContains), $options: 'i' } });
  return all.length > 0 ? { $and: all } : {};
}

function ofStates(states: readonly EventState[], now: Date): mongo.Filter<Event> {
  return states.length > 0 ? { $or: states.map((state) => STATE_FILTERS[state](now)) } : { _id: { $in: [] } };
}

/** The keys of the index decide the states; only the inactive events are read to tell drafts from paused ones. */
function ofPhases(phases: readonly EventPhase[], now: Date): Array<mongo.Filter<Event>> {
  const states = phases.map((phase) => (phase === 'DRAFT' || phase === 'PAUSED' ? 'INACTIVE' : phase));
  const all = [ofStates([...new Set(states)], now)];
  const [drafts, paused] = [phases.includes('DRAFT'), phases.includes('PAUSED')];
  if (drafts !== paused) all.push({ $nor: [drafts ? PAUSED : DRAFT] });
  return all;
}

/**
 * The text as it was typed, or each of its characters in composed or decomposed form: titles are stored as they were
 * typed, and Hangul from macOS is decomposed. Marks in an unusual order match only as typed. The pattern for 200
 * characters has about 5 KB at most; MongoDB takes 16.
 */
function inAnyForm(text: string): string {
  const characters = Array.from(text.normalize('NFC'), (composed) => {
    const decomposed = composed.normalize('NFD');
    return composed === decomposed ? literally(composed) : `(?:${composed}|${decomposed})`;
  });
  return `${literally(text)}|${characters.join('')}`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
