import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import type { Activity } from '../../src/activities/activity.model';
import type { ActivityReport } from '../../src/activities/activity-report';
import { RecordActivitiesDocument } from '../generated/documents';
import { Client } from './client';
import type { TestServer } from './server';
import type { Backend } from './service-keys';

export const SOURCE = 'shop';

/** A row that is within all limits, of a purchase an hour ago. */
export function report(
  server: TestServer,
  userId: string,
  changes: Partial<ActivityReport> = {},
): ActivityReport {
  return {
    user: { id: userId },
    externalId: randomUUID(),
    kind: 'purchase',
    quantity: 1,
    occurredAt: new Date(server.clock.now().getTime() - 3_600_000),
    ...changes,
  };
}

/** A purchase in the stored form. */
export function activityRow(userId: Types.ObjectId, changes: Partial<Activity> = {}): Activity {
  const occurredAt = changes.occurredAt ?? new Date('2026-05-20T12:00:00Z');
  return {
    ...{ _id: new Types.ObjectId(), userId, source: SOURCE, externalId: randomUUID(), kind: 'purchase' },
    ...{ quantity: 1, occurredAt, receivedAt: occurredAt, day: occurredAt.toISOString().slice(0, 10) },
    ...{ voided: false, voidedAt: null, voidReason: null },
    ...changes,
  };
}

/** Sends rows of the shop, as a service key of that source would. */
export async function recordAll(
  server: TestServer,
  reports: ReadonlyArray<ActivityReport | null>,
  receivedAt = server.clock.now(),
) {
  const outcomes = await server.services.activities.record(reports, SOURCE, receivedAt);
  return outcomes.map(({ code }) => code);
}

export interface SentEvent {
  readonly id: string;
  readonly subject: string;
  readonly time: string;
  readonly type: string;
  readonly quantity: number;
}

/** What a user did a minute ago by the real clock, for servers that are processes of their own. */
export function sentEvent(subject: string, changes: Partial<SentEvent> = {}): SentEvent {
  const time = new Date(Date.now() - 60_000).toISOString();
  return { id: randomUUID(), subject, time, type: 'purchase', quantity: 1, ...changes };
}

/** The outcomes of a batch of CloudEvents. Fails if the server ends before it answers. */
export async function sendCloudEvents(
  url: string,
  { key, source }: Pick<Backend, 'key' | 'source'>,
  events: readonly SentEvent[],
): Promise<string[]> {
  const response = await fetch(`${url}/activities`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${key}` },
    body: JSON.stringify(
      events.map(({ quantity, ...event }) => ({ specversion: '1.0', source, ...event, data: { quantity } })),
    ),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return (JSON.parse(text) as { outcomes: Array<{ code: string }> }).outcomes.map(({ code }) => code);
}

/** The outcomes of the same rows by GraphQL. */
export async function sendByGraphql(
  url: string,
  { key }: Backend,
  events: readonly SentEvent[],
): Promise<string[]> {
  const activities = events.map(({ id, subject, time, type, quantity }) => ({
    ...{ user: { id: subject }, externalId: id, kind: type, quantity, occurredAt: time },
  }));
  const client = new Client(() => url, key);
  const { recordActivities } = await client.run(RecordActivitiesDocument, { input: { activities } });
  return recordActivities!.outcomes.map(({ code }) => code);
}
