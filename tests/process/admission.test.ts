import { randomUUID } from 'node:crypto';
import { Admission } from '../../src/http/admission';
import { expectCoded, post } from '../support/http';
import { readMetrics } from '../support/metrics';
import { startTestServer } from '../support/server';
import { startTcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('admission', () => {
  let time = 0;
  let admission: Admission;
  let ends: Array<() => void>;
  beforeEach(() => {
    time = 0;
    ends = [];
    admission = new Admission(() => time);
  });

  /** As many as ask, those that are admitted stay. @returns how many were */
  function ask(count: number): number {
    let admitted = 0;
    for (let n = 0; n < count; n += 1) {
      if (!admission.admits()) continue;
      admitted += 1;
      void admission.run(() => new Promise<void>((resolve) => ends.push(resolve)));
    }
    return admitted;
  }
  async function end(count = Infinity): Promise<void> {
    for (const resolve of ends.splice(0, count)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }

  test('a burst is admitted whole, whatever its size', () => {
    expect(ask(4_000)).toBe(4_000);
    time += 2_999;
    expect(ask(1)).toBe(1);
  });

  test('a queue that stood for three seconds takes no more, until few are under way', async () => {
    ask(400);
    ask(1);
    time += 3_000;
    expect(ask(10)).toBe(0);
    await end(400 - 62);
    expect(ask(10)).toBe(1);
  });

  test('a queue that passed in between did not stand', async () => {
    ask(400);
    ask(1);
    time += 2_000;
    await end(100);
    ask(100);
    time += 2_000;
    expect(ask(10)).toBe(10);
  });

  test('when all who ask are few enough to be served everybody is welcome again', async () => {
    ask(400);
    ask(1);
    time += 3_000;
    ask(1);
    await end();
    // More than it would stand are still there.
    expect(ask(500)).toBe(64);
    time += 3_000;
    expect(ask(1)).toBe(0);
    await end();
    // More than are admitted, yet not too many: they must not keep each other out.
    expect(ask(200)).toBe(64);
    await end();
    time += 3_000;
    expect(ask(1_000)).toBe(1_000);
  });
});

test('a server whose operations stand still refuses more of them at once, coded, and says when to come back', async () => {
  const proxy = await startTcpProxy(Number(new URL(process.env.TEST_MONGODB_URI!).port));
  const server = await startTestServer({
    env: { METRICS_PORT: '0' },
    mongodbUri: `mongodb://127.0.0.1:${proxy.port}/test_${randomUUID().slice(0, 8)}?directConnection=true`,
  });
  const { accessToken } = await server.actor('USER');
  const ask = (query: string) => post(server.url, { query }, { authorization: `Bearer ${accessToken}` });
  proxy.blackhole();
  // Of queries an account has few under way at once.
  const standing = Array.from({ length: 420 }, () => ask('mutation { checkAttendance { created } }'));

  // It takes nothing but its own data: what is not refused is answered.
  const refused = await until(async () => {
    const answer = await ask('{ serverInfo { now } }');
    return answer.status === 503 && answer;
  });
  const [{ extensions }] = refused.errors as [(typeof refused.errors)[0]];
  expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect([1, 2, 3]).toContain(extensions.retryAfterSeconds);
  expect(refused.headers.get('retry-after')).toBe(String(extensions.retryAfterSeconds));
  expectCoded(refused);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);

  const samples = await readMetrics(server.app.metricsUrl!);
  expect(samples.find(({ name }) => name === 'event_reward_turned_away_total')?.value).toBeGreaterThan(0);

  proxy.heal();
  await Promise.all(standing);
  await until(async () => (await ask('{ serverInfo { now } }')).status === 200);
  await server.close();
  await proxy.close();
});
