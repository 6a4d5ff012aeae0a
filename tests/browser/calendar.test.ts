import { mongo, Types } from 'mongoose';
import { formatDay } from '../../console/src/time/format';
import { settled, useConsole } from '../support/browser';
import { claim, claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent } from '../support/events';
import { wordsOf } from '../support/words';

const console = useConsole({ SERVICE_TIME_ZONE: 'Europe/Berlin', SERVICE_DAY_START: '02:30' });

test("a request in an hour that the clock repeats is shown on the server's day", async () => {
  const { common } = wordsOf('en');
  const operator = await demoClient(console.server.url, 'operator');
  const event = await createEvent(operator, {
    title: 'Repeated hour',
    startAt: '2026-10-01T00:00:00Z',
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
  });
  const id = await claim(await claimant(console.server.url), event.id);
  const database = await mongo.MongoClient.connect(console.mongodbUri);
  // 02:10 on the wall, for the second time: the day that began at 02:30 goes on.
  const requestedAt = new Date('2026-10-25T01:10:00Z');
  await database
    .db()
    .collection('rewardrequests')
    .updateOne({ _id: new Types.ObjectId(id) }, { $set: { requestedAt } });
  await database.close();

  const page = await console.signIn('auditor', `/requests/${id}`, { language: 'en' });
  await settled(page);
  const days = page.getByRole('list').filter({ hasText: common.dayMissed });
  const shown = await days.getByRole('listitem').allInnerTexts();
  expect(shown.at(-1)).toContain(formatDay('2026-10-25', 'en'));
});
