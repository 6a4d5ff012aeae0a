import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { Page } from 'playwright-core';
import { texts as storefront } from '../../clients/typescript/examples/storefront/texts';
import { LANGUAGES } from '../../console/src/i18n/language';
import { addDays } from '../../src/domain/service-calendar';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import { startOfServiceDay } from '../../src/domain/service-calendar';
import { SEOUL } from '../support/attendance';
import {
  ApproveRewardRequestDocument,
  MyAttendanceDocument,
  RegisterDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { enterInstant, settled, useConsole } from '../support/browser';
import { Client } from '../support/client';
import { demoClient, demoEventId } from '../support/demo';
import { wordsOf } from '../support/words';

/** The documentation's pictures: made anew by npm run docs:pictures, never by an ordinary run. */
const FOLDER = join(__dirname, '..', '..', 'docs', 'images');

const HOUR_MS = 3_600_000;
/** Which of the last service days each has checked in on: 0 is today. */
const PEOPLE: Readonly<Record<string, readonly number[]>> = {
  mina: [0, 1, 2, 3],
  joon: [0, 2, 3, 4, 5],
  sora: [1, 2, 3],
  harin: [0, 1],
  emma: [0, 3, 4, 5],
  leo: [0],
  yuna: [0, 1, 2, 4, 5, 6],
  daniel: [0, 2, 5],
  grace: [1, 4],
  minho: [0, 1, 2],
};

const console = useConsole();
const idOf: Record<string, string> = {};

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const { url } = console.server;
  const operator = await demoClient(url, 'operator');
  const alice = await demoClient(url, 'alice');
  const { myAttendance } = await alice.run(MyAttendanceDocument, { first: 1 });
  const today = myAttendance!.nodes[0]!.day;
  for (const title of ['Three days in a row', 'Story of the month', 'First come, first served']) {
    idOf[title] = await demoEventId(operator, title);
  }
  const database = await mongo.MongoClient.connect(console.mongodbUri);
  const clients = [alice];
  for (const [username, daysAgo] of Object.entries(PEOPLE)) {
    const client = new Client(() => url);
    const { register } = await client.run(RegisterDocument, { input: { username, password: DEMO_PASSWORD } });
    client.accessToken = register!.tokens!.accessToken;
    clients.push(client);
    await database
      .db()
      .collection('userattendances')
      .insertMany(
        daysAgo.map((ago) => {
          const day = addDays(today, -ago);
          return {
            userId: new mongo.ObjectId(register!.user!.id),
            day,
            checkedAt: startOfServiceDay(SEOUL, day),
          };
        }),
      );
  }
  const waiting: string[] = [];
  for (const eventId of Object.values(idOf)) {
    for (const client of clients) {
      const { data } = await client.ask(RequestRewardDocument, { input: { eventId } });
      const request = data?.requestReward?.request;
      if (request?.status === 'PENDING') waiting.push(request.id);
    }
  }
  for (const id of waiting.slice(1, 4)) await operator.run(ApproveRewardRequestDocument, { input: { id } });
  await operator.run(RejectRewardRequestDocument, {
    input: { id: waiting[4]!, reason: 'The story is about another month.' },
  });
  await database.close();
}, 120_000);

/**
 * All claims were sent within a second; people take the day for it. Put back afterwards: requests that are older than
 * their check-ins break the rules that the auditor checks.
 */
async function overTheDay(work: () => Promise<void>): Promise<void> {
  const client = await mongo.MongoClient.connect(console.mongodbUri);
  const requests = client.db().collection('rewardrequests');
  const all = await requests.find().sort({ requestedAt: 1 }).toArray();
  for (const [place, { _id, requestedAt, decidedAt, grants }] of all.entries()) {
    const back = (place % 19) * HOUR_MS + place * 97_000;
    const earlier = (at: Date | null) => at && new Date(at.getTime() - back);
    const paid = (grants as Array<{ grantedAt: Date }>).map((grant) => ({
      ...grant,
      grantedAt: earlier(grant.grantedAt),
    }));
    const times = {
      requestedAt: earlier(requestedAt as Date),
      decidedAt: earlier(decidedAt as Date | null),
      grants: paid,
    };
    await requests.updateOne({ _id }, { $set: times });
  }
  try {
    await work();
  } finally {
    for (const row of all) await requests.replaceOne({ _id: row._id }, row);
    await client.close();
  }
}

const save = (page: Page, name: string) => page.screenshot({ path: join(FOLDER, `${name}.png`) });

describe.each(LANGUAGES)('pictures in %s', (language) => {
  const { form, audit, users, requests } = wordsOf(language);
  const named = (name: string) => (language === 'en' ? name : `${name}.${language}`);
  const open = async (username: string, path: string) => {
    const page = await console.signIn(username, path, { language, width: 1200 });
    await settled(page);
    return page;
  };

  test('of the operator', () =>
    overTheDay(async () => {
      const page = await open('operator', '/');
      await page.locator('canvas').first().waitFor();
      await save(page, named('overview'));
      await page.goto(`/console/events/${idOf['Three days in a row']}`);
      await settled(page);
      await page.locator('canvas').first().waitFor();
      await save(page, named('event'));
      await page.goto('/console/requests?statuses=PENDING');
      await settled(page);
      await save(page, named('requests'));
      await page.goto('/console/events/new');
      await settled(page);
      await page.getByLabel(form.title).fill(language === 'en' ? 'Spring attendance' : '봄 출석 이벤트');
      await enterInstant(page.getByRole('group', { name: form.startAt }), '2027-03-01 00:00');
      await page.getByRole('button', { name: form.addCondition }).click();
      await page.getByRole('button', { name: form.addReward }).click();
      await page.getByLabel(form.name).fill(language === 'en' ? 'Spring points' : '봄 포인트');
      await page.getByLabel(form.quantity).fill('100');
      await page.getByRole('heading', { level: 1 }).click();
      await save(page, named('event-form'));
    }));

  test('of the auditor', async () => {
    const page = await open('auditor', '/audit');
    await page.getByRole('button', { name: audit.verify }).click();
    await page.getByRole('button', { name: audit.check }).click();
    await page.getByText(audit.allHold).waitFor();
    await page.locator('.notice-good').nth(1).waitFor();
    await save(page, named('audit'));
    await page.goto('/console/requests?statuses=SUCCESS');
    await page.getByRole('link', { name: 'mina' }).last().click();
    await page.getByText(requests.grants).waitFor();
    await settled(page);
    await save(page, named('evidence'));
  });

  test('of a user', async () => {
    const page = await console.visit('/demo', { language, width: 1200 });
    await page.getByLabel(storefront[language].username).fill('emma');
    await page.getByLabel(storefront[language].password).fill(DEMO_PASSWORD);
    await page.getByRole('button', { name: storefront[language].signIn }).click();
    await page.getByRole('heading', { name: storefront[language].events }).waitFor();
    await save(page, named('storefront'));
  });

  test('of the admin', async () => {
    const page = await open('admin', '/users');
    await page.getByRole('link', { name: 'yuna' }).click();
    await page.getByRole('button', { name: users.changeRole }).click();
    await page.getByRole('alertdialog').waitFor();
    await save(page, named('user-role'));
  });
});
