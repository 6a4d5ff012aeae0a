import { Types } from 'mongoose';
import { CreateSeriesDocument, type CreateSeriesInput } from '../generated/documents';
import { lastDays } from './attendance';
import type { Client } from './client';
import { createEvent } from './events';
import type { TestServer } from './server';
import { until } from './until';

interface DailyInput extends CreateSeriesInput {
  readonly templateEventId: string;
}

/** An event for each day from today on, of a template that is made for it. A retry gives the same series. */
export async function dailyInput(operator: Client): Promise<DailyInput> {
  const conditions = [{ kind: 'ACCOUNT_AGE' as const, target: 1 }];
  const { id } = await createEvent(operator, { active: false, conditions });
  const [firstDay = ''] = lastDays(new Date(), 1);
  return { templateEventId: id, title: 'Every day', recurrence: 'DAILY', firstDay, idempotencyKey: id };
}

export async function createSeries(operator: Client, input: CreateSeriesInput): Promise<string> {
  return (await operator.run(CreateSeriesDocument, { input })).createSeries!.series!.id;
}

export function occurrencesOf({ database }: Pick<TestServer, 'database'>, seriesId: string) {
  return database.events
    .find({ seriesId: new Types.ObjectId(seriesId) })
    .sort({ startAt: 1 })
    .toArray();
}

/** Waits for the occurrences of a daily series: of days that lie edge to edge, each once, with one audit entry. */
export async function expectOccurrences(home: Pick<TestServer, 'database'>, seriesId: string): Promise<void> {
  const { auditEntries, eventSeries } = home.database;
  await until(async () => {
    const series = await eventSeries.findOne({ _id: new Types.ObjectId(seriesId) });
    return series!.dueAt! > new Date();
  });
  const events = await occurrencesOf(home, seriesId);
  const today = lastDays(new Date(), 1)[0]!;
  expect(events.length).toBeGreaterThanOrEqual(3);
  expect(events.some(({ occurrence }) => occurrence === today)).toBe(true);
  events.slice(1).forEach(({ startAt }, place) => expect(startAt).toEqual(events[place]!.endAt));
  const ofThem = { targetId: { $in: events.map(({ _id }) => _id) } };
  await until(async () => (await auditEntries.countDocuments(ofThem)) === events.length);
}
