import { canonicalJson } from '../audit/entries';
import type { OutboxEntry } from '../audit/outbox-entry.model';

type Part = Readonly<Record<string, unknown>>;
/** By id; null when removed. */
type Parts = Map<string, Part | null>;

const CREATIONS: readonly string[] = ['createEvent', 'duplicateEvent', 'createOccurrence'];
/** They raise `deltaN` instead of the version. */
const STOCK_CHANGES: readonly string[] = ['adjustRewardStock', 'importCodes'];
/** Of a new reward: fields that its entry has only where they are set. */
const NEW_REWARD: Part = { codePool: null };

/** The state of an event that results from its audit entries in the order of the chain. */
export class EventRecord {
  /** Otherwise it was imported, and only what has been changed since is known. */
  private isCreated = false;
  private version = 1;
  private deltaN = 0;
  private readonly fields: Record<string, unknown> = {};
  private readonly conditions: Parts = new Map();
  private readonly rewards: Parts = new Map();

  apply({
    action,
    at,
    actorId,
    before,
    after,
  }: Pick<OutboxEntry, 'action' | 'at' | 'actorId' | 'before' | 'after'>): void {
    if (action === 'returnStock') {
      // It moves `remaining` alone.
      this.deltaN += 1;
      return;
    }
    const was = fieldsOf(before);
    const { condition, reward, conditions, rewards, ...changed } = fieldsOf(after);
    if (CREATIONS.includes(action)) {
      this.isCreated = true;
      Object.assign(this.fields, {
        claimUntil: null,
        copiedFromId: null,
        seriesId: null,
        occurrence: null,
        isTemplate: null,
        archivedAt: null,
        firstActivatedAt: null,
        createdAt: at,
        createdById: actorId,
      });
      for (const item of (conditions ?? []) as Part[]) merge(this.conditions, item, null);
      for (const item of (rewards ?? []) as Part[]) merge(this.rewards, { ...NEW_REWARD, ...item }, null);
    } else if (STOCK_CHANGES.includes(action)) this.deltaN += 1;
    else this.version += 1;
    Object.assign(this.fields, changed);
    if (changed.active === true) this.fields.firstActivatedAt ??= at;
    merge(this.conditions, condition as Part, was.condition as Part);
    const added = action === 'addReward' ? NEW_REWARD : {};
    merge(this.rewards, reward ? { ...added, ...(reward as Part) } : null, was.reward as Part);
  }

  /** Whether the event is what its entries say. `remaining` and the holds have a rule of their own. */
  matches(
    event: Part & { readonly conditions: readonly Part[]; readonly rewards: readonly Part[] },
  ): boolean {
    const { version, deltaN } = this;
    const { firstActivatedAt, ...fields } = this.fields;
    // Servers of former releases activate events without recording it there.
    const activated = event.firstActivatedAt == null ? {} : { firstActivatedAt: firstActivatedAt ?? null };
    return (
      contains(event, { ...fields, ...activated, version, deltaN }) &&
      this.partsMatch(event.conditions, this.conditions) &&
      this.partsMatch(event.rewards, this.rewards)
    );
  }

  private partsMatch(stored: readonly Part[], recorded: Parts): boolean {
    const left = [...recorded.values()].filter((part) => part !== null).length;
    if (this.isCreated && left !== stored.length) return false;
    return [...recorded].every(([id, part]) => {
      const there = stored.find((item) => String(item.id) === id);
      return part === null ? there === undefined : there !== undefined && contains(there, part);
    });
  }
}

/** As the audit writes values down: instants and ids are texts there. */
function contains(stored: Part, recorded: Part): boolean {
  const found = Object.fromEntries(Object.keys(recorded).map((name) => [name, stored[name] ?? null]));
  return canonicalJson(found) === canonicalJson(recorded);
}

function merge(parts: Parts, is: Part | null | undefined, was: Part | null | undefined): void {
  const part = is ?? was;
  if (!part) return;
  const id = String(part.id);
  parts.set(id, is ? { ...parts.get(id), ...is } : null);
}

/** Of an entry's `before` or `after`. An unreadable text has none: the audit chain does not fit then either. */
export function fieldsOf(text: string | null): Record<string, unknown> {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
