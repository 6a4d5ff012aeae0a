import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckAttendanceDocument, RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { startTestServer } from '../support/server';
import { startTcpProxy } from '../support/tcp-proxy';
import { report } from './support/report';

const codeOf = ({ errors }: { errors: ReadonlyArray<{ extensions: { code: string } }> }) =>
  errors[0]?.extensions.code ?? 'ok';

test('300 callers on 5 connections to a slow database: coded answers in time, and /health/live within 50 ms', async () => {
  const proxy = await startTcpProxy(Number(new URL(process.env.TEST_MONGODB_URI!).port));
  const server = await startTestServer({
    mongodbUri: `mongodb://127.0.0.1:${proxy.port}/pool_${randomUUID().slice(0, 8)}?directConnection=true&maxPoolSize=5`,
  });
  const operator = await server.actor('OPERATOR');
  const users: Actor[] = [];
  for (let n = 0; n < 30; n += 1) users.push(await server.actor('USER'));
  for (const { id } of users) await attend(server.database, id, lastDays(server.clock.now(), 3));
  const events = await Promise.all(Array.from({ length: 3 }, () => createEvent(operator)));

  proxy.delay(300);
  const begun = performance.now();
  let done = false;
  const calls = Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      const user = users[n % users.length]!;
      const answer =
        n % 3 === 0
          ? await user.ask(CheckAttendanceDocument)
          : await user.ask(RequestRewardDocument, { input: { eventId: events[n % 3]!.id } });
      return { code: codeOf(answer), ms: performance.now() - begun };
    }),
  ).finally(() => (done = true));
  const live: number[] = [];
  while (!done) {
    const asked = performance.now();
    await fetch(`${server.url}/health/live`);
    live.push(performance.now() - asked);
    await sleep(50);
  }
  const answers = await calls;
  expect([...new Set(answers.map(({ code }) => code))].sort().filter((code) => code !== 'ok')).toEqual(
    answers.some(({ code }) => code !== 'ok') ? ['SERVICE_UNAVAILABLE'] : [],
  );
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(10_000);
  live.sort((a, b) => a - b);
  // The callers run in this very process and share its event loop, so the median is what the server shows.
  expect(live[Math.floor(live.length / 2)]).toBeLessThan(50);
  report('300 callers on 5 connections', [
    {
      answered: answers.filter(({ code }) => code === 'ok').length,
      'refused with SERVICE_UNAVAILABLE': answers.filter(({ code }) => code !== 'ok').length,
      'slowest, ms': Math.round(Math.max(...answers.map(({ ms }) => ms))),
      'live, median ms': Math.round(live[Math.floor(live.length / 2)]!),
    },
  ]);
  proxy.heal();
  await server.close();
  await proxy.close();
}, 120_000);
