import { FairQueue } from '../../src/rate-limits/fair-queue';

function queueOf(maxima: readonly number[], ...items: string[]): FairQueue<string> {
  const queue = new FairQueue<string>(maxima);
  for (const item of items) queue.push(pathOf(item), item);
  return queue;
}

/** The path of `a/b/1` is a, b. */
const pathOf = (item: string) => item.split('/').slice(0, -1);

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  while (queue.size > 0) items.push(queue.take()!);
  return items;
}

test('groups take turns, and within each its own groups do', () => {
  const queue = queueOf([99, 99, 99], 'a/x/1', 'a/x/2', 'a/x/3', 'a/y/4', 'b/z/5', 'b/z/6');
  expect(drain(queue)).toEqual(['a/x/1', 'b/z/5', 'a/y/4', 'b/z/6', 'a/x/2', 'a/x/3']);
  expect(queue.take()).toBeUndefined();
});

test('a group that is full refuses one more', () => {
  const queue = queueOf([99, 99, 2], 'a/x/1', 'a/x/2');
  expect(queue.hasRoom(['a', 'x'])).toBe(false);
  expect(queue.push(['a', 'x'], 'a/x/3')).toBe('a/x/3');
  expect(queue.push(['a', 'y'], 'a/y/4')).toBeNull();
  expect(drain(queue)).toEqual(['a/x/1', 'a/y/4', 'a/x/2']);
});

test('a full queue drops the newest item of whoever has most for one who has fewer', () => {
  const queue = queueOf([4, 4, 4], 'a/x/1', 'a/x/2', 'a/y/3', 'b/z/4');
  expect(queue.push(['c', 'z'], 'c/z/5')).toBe('a/x/2');
  expect(queue.size).toBe(4);
  expect(queue.push(['d', 'z'], 'd/z/6')).toBe('a/x/1');
  // Everybody has one: a newcomer takes no other's place.
  expect(queue.hasRoom(['e', 'z'])).toBe(false);
  expect(queue.push(['e', 'z'], 'e/z/7')).toBe('e/z/7');
  expect(drain(queue)).toEqual(['a/y/3', 'b/z/4', 'c/z/5', 'd/z/6']);
});

test('a full group drops from itself, not from others', () => {
  const queue = queueOf([99, 3, 99], 'b/z/1', 'b/z/2', 'b/z/3', 'a/x/4', 'a/x/5', 'a/x/6');
  expect(queue.push(['a', 'y'], 'a/y/7')).toBe('a/x/6');
  expect(queue.push(['a', 'x'], 'a/x/8')).toBe('a/x/8');
  expect(drain(queue)).toEqual(['b/z/1', 'a/x/4', 'b/z/2', 'a/y/7', 'b/z/3', 'a/x/5']);
});

test('who has most makes room within the own part', () => {
  const queue = queueOf([4, 99, 99], 'a/x/1', 'a/x/2', 'a/x/3', 'b/z/4');
  expect(queue.push(['a', 'y'], 'a/y/5')).toBe('a/x/3');
  expect(drain(queue)).toEqual(['a/x/1', 'b/z/4', 'a/y/5', 'a/x/2']);
});
