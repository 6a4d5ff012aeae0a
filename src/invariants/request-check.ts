import { setImmediate as nextTurn } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { CONDITION_KINDS } from '../domain/conditions';
import { evidenceFits } from '../domain/evidence';
import { claimEnd } from '../domain/event-window';
import { knownOf, UNKNOWN } from '../domain/known-values';
import { judgedCondition } from '../events/conditions/judged-condition';
import { LIVE_STATUSES, REJECTIONS } from '../domain/request-status';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { findErased } from './erased-accounts';
import { RequestFacts, type JudgedRow } from './request-facts';
import {
  findCalendar,
  isSound,
  PROGRESS_ROWS,
  type Check,
  type Report,
  type Rule,
  type Snapshot,
} from './rule';

/** Rows whose facts are read together. */
const BATCH_ROWS = 200;

const IMPORTED =
  'Imported requests are exempt, because the rules that they were judged by are not known here.';
const requestedInWindow: Rule = {
  name: 'requestedInWindow',
  description: `A request that met its conditions arrived inside its event's window. ${IMPORTED}`,
};
const eventVersionExists: Rule = {
  name: 'eventVersionExists',
  description: 'A request that met its conditions was judged by a version that its event has had.',
};
const evidenceMatchesFacts: Rule = {
  name: 'evidenceMatchesFacts',
  description: `The evidence of a request that met its conditions has the event's conditions, all of them met, and agrees with the check-ins, the excused days, the account's age, the activities and the paid requests at the time when it arrived (clocks may differ by 60 s). ${IMPORTED} So are those of erased accounts.`,
};
const heldMatchesStock: Rule = {
  name: 'heldMatchesStock',
  description: `A request that met its conditions took stock exactly if its event has a limited reward. ${IMPORTED}`,
};

/** Those that met their conditions: from the first of them on, their event's conditions and rewards are frozen. */
const MET: mongo.Filter<RewardRequest> = {
  $or: [{ status: { $in: [...LIVE_STATUSES] } }, { failureCode: { $in: [...REJECTIONS] } }],
};

/** One pass over the requests, user by user: each is compared with its event and with the facts of its user. */
export const requestCheck: Check = {
  rules: [requestedInWindow, eventVersionExists, evidenceMatchesFacts, heldMatchesStock],
  run: async (snapshot, report) => {
    const erased = await findErased(snapshot);
    const facts = new RequestFacts(snapshot, await findCalendar(snapshot));
    let batch: JudgedRow[] = [];
    let read = 0;
    for await (const row of requestsByUser(snapshot)) {
      batch.push(row);
      read += 1;
      if (read % PROGRESS_ROWS === 0) snapshot.onRead('requests', read);
      if (batch.length < BATCH_ROWS) continue;
      await judge(batch, facts, erased, report);
      batch = [];
      await nextTurn();
    }
    await judge(batch, facts, erased, report);
  },
};

function requestsByUser({ database, options }: Snapshot): AsyncIterable<JudgedRow> {
  return database.requests
    .find(MET, {
      ...options,
      projection: { outbox: 0, note: 0, grants: 0, rewards: 0 },
      batchSize: BATCH_ROWS,
    })
    .sort({ userId: 1, requestedAt: -1, _id: -1 }) as AsyncIterable<JudgedRow>;
}

async function judge(
  rows: readonly JudgedRow[],
  facts: RequestFacts,
  erased: ReadonlySet<string>,
  report: Report,
): Promise<void> {
  if (rows.length === 0) return;
  for (const { row, event, facts: factsOf } of await facts.read(rows)) {
    // A rule of its own finds requests without an event.
    if (event === null) continue;
    const { _id, requestedAt, eventVersion, held = false, imported = false } = row;
    const require = (rule: Rule, judged: () => boolean) => {
      if (!isSound(judged)) report(rule, [_id]);
    };
    require(eventVersionExists, () => eventVersion >= 1 && eventVersion <= event.version);
    if (imported) continue;
    const end = claimEnd(event);
    require(requestedInWindow, () => requestedAt >= event.startAt && (end === null || requestedAt < end));
    require(heldMatchesStock, () => held === event.rewards.some(({ stock }) => stock !== null));
    // The check-ins and activities of an erased account are gone.
    if (erased.has(String(row.userId))) continue;
    // A condition of an unknown kind can't be compared here; the rule valuesAreKnown reports it.
    if (event.conditions.some(({ kind }) => knownOf(CONDITION_KINDS, kind) === UNKNOWN)) continue;
    require(evidenceMatchesFacts, () => evidenceFits(row, event.conditions.map(judgedCondition), factsOf()));
  }
}
