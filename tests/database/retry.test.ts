import { mongo } from 'mongoose';
import { AGAIN, retry, type RetryPolicy } from '../../src/database/retry';
import { ServiceUnavailable } from '../../src/errors';

const LOST = new mongo.MongoNetworkError('connection closed');
const BROKEN = new Error('broken');

/** Work whose attempts end in turn as listed; an error is thrown. */
function workOf(...outcomes: readonly unknown[]) {
  const left = [...outcomes];
  const work = jest.fn(() => {
    const outcome = left.shift();
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  });
  return work;
}

const policy = (more: Partial<RetryPolicy> = {}): RetryPolicy => ({
  detail: 'no answer',
  delay: () => 0,
  ...more,
});

test('the first result is the answer, null and undefined too', async () => {
  for (const result of ['done', null, undefined]) {
    const work = workOf(result, 'later');
    expect(await retry(work, policy())).toBe(result);
    expect(work).toHaveBeenCalledTimes(1);
  }
});

test('an attempt that decided nothing and one that an outage ended are made again', async () => {
  const work = workOf(AGAIN, LOST, AGAIN, 'done');
  expect(await retry(work, policy())).toBe('done');
});

test('any other error ends the attempts', async () => {
  const work = workOf(AGAIN, BROKEN, 'done');
  await expect(retry(work, policy())).rejects.toBe(BROKEN);
  expect(work).toHaveBeenCalledTimes(2);
});

test('the policy names the errors', async () => {
  expect(await retry(workOf(BROKEN, 'done'), policy({ errors: (error) => error === BROKEN }))).toBe('done');
  await expect(retry(workOf(LOST, 'done'), policy({ errors: () => false }))).rejects.toBe(LOST);
});

test('the last of a number of attempts throws its own error, or SERVICE_UNAVAILABLE when it decided nothing', async () => {
  await expect(retry(workOf(AGAIN, LOST, 'done'), policy({ attempts: 2 }))).rejects.toBe(LOST);
  const work = workOf(LOST, AGAIN, 'done');
  await expect(retry(work, policy({ attempts: 2 }))).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    detail: 'no answer',
    cause: LOST,
  });
  expect(work).toHaveBeenCalledTimes(2);
});

test('no attempt begins at the deadline', async () => {
  const late = workOf('done');
  const passed = policy({ deadline: performance.now() });
  await expect(retry(late, passed)).rejects.toBeInstanceOf(ServiceUnavailable);
  expect(late).not.toHaveBeenCalled();
  const soon = policy({ deadline: performance.now() + 50, delay: () => 60_000 });
  await expect(retry(workOf(AGAIN, 'done'), soon)).rejects.toBeInstanceOf(ServiceUnavailable);
});
