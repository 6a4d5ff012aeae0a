interface Group<Item> {
  readonly groups: Map<string, Group<Item>>;
  /** Of a path's last group only: first in, first out. */
  readonly items: Item[];
  /** Items here and in the groups below. */
  size: number;
}

/**
 * A bounded queue that serves groups in turn, whatever the number of their items: first the groups of the first key,
 * within each those of the second, and so on. A full group drops the newest item of its biggest part for an item of a
 * part that has fewer, so that no group is refused because of the items of another.
 */
export class FairQueue<Item> {
  private readonly root: Group<Item> = newGroup();

  /** @param maxima items in all, then in a group of the first key, the second, and so on */
  constructor(private readonly maxima: readonly number[]) {}

  get size(): number {
    return this.root.size;
  }

  /** Whether `push` would take an item of this path. */
  hasRoom(path: readonly string[]): boolean {
    return this.placeFor(path) !== 'none';
  }

  /** @returns the item that is dropped for it; the item itself when there is no room; else null */
  push(path: readonly string[], item: Item): Item | null {
    const place = this.placeFor(path);
    if (place === 'none') return item;
    const dropped = place === 'free' ? null : this.drop(place);
    let group = this.root;
    group.size += 1;
    for (const key of path) {
      const next = group.groups.get(key) ?? newGroup<Item>();
      group.groups.set(key, next);
      group = next;
      group.size += 1;
    }
    group.items.push(item);
    return dropped;
  }

  /** The next item: each group that had its turn goes behind the others. */
  take(): Item | undefined {
    if (this.root.size === 0) return undefined;
    let group = this.root;
    group.size -= 1;
    while (group.groups.size > 0) {
      const [key, next] = group.groups.entries().next().value!;
      group.groups.delete(key);
      next.size -= 1;
      if (next.size > 0) group.groups.set(key, next);
      group = next;
    }
    return group.items.shift();
  }

  /** 'free', 'none', or the path of the group whose newest item makes room. */
  private placeFor(path: readonly string[]): 'free' | 'none' | string[] {
    const own: Array<Group<Item> | undefined> = [this.root];
    for (const key of path) own.push(own.at(-1)?.groups.get(key));
    const full = own.findLastIndex((group, depth) => (group?.size ?? 0) >= this.maxima[depth]!);
    if (full < 0) return 'free';
    // A part that has more than the new item's own; where there is none, the same inside its own part.
    for (let depth = full; depth < path.length; depth++) {
      const [key, biggest] = biggestOf(own[depth]!);
      const part = own[depth + 1];
      if (biggest.size > (part?.size ?? 0) + 1) return [...path.slice(0, depth), key];
      if (part === undefined) break;
    }
    return 'none';
  }

  private drop(start: readonly string[]): Item {
    const passed = [this.root];
    const path = [...start];
    for (const key of path) passed.push(passed.at(-1)!.groups.get(key)!);
    while (passed.at(-1)!.groups.size > 0) {
      const [key, biggest] = biggestOf(passed.at(-1)!);
      path.push(key);
      passed.push(biggest);
    }
    for (const group of passed) group.size -= 1;
    const empty = passed.findIndex(({ size }) => size === 0);
    if (empty > 0) passed[empty - 1]!.groups.delete(path[empty - 1]!);
    return passed.at(-1)!.items.pop()!;
  }
}

function newGroup<Item>(): Group<Item> {
  return { groups: new Map(), items: [], size: 0 };
}

function biggestOf<Item>({ groups }: Group<Item>): [string, Group<Item>] {
  return [...groups].reduce((biggest, each) => (each[1].size > biggest[1].size ? each : biggest));
}
