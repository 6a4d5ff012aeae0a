import type { BrowserStorage } from '../api/browser-storage';

/** A form as somebody left it. */
export interface KeptDraft<T> {
  /** When it was last changed, ISO 8601, by the browser's clock. */
  readonly at: string;
  readonly value: T;
}

const PREFIX = 'event-reward.draft.';
/** Raised when what forms keep changes its shape: an older draft is dropped, not misread. */
const FORMAT = 1;
/** A browser keeps about five million characters per site, and the login has to fit too. */
const MOST_CHARACTERS = 100_000;
const MOST_DRAFTS = 20;
const MOST_DAYS = 30;
const DAY_MS = 86_400_000;

/** Keeps unsaved input in the browser, per user and form. */
export class DraftStore {
  constructor(
    private readonly storage: BrowserStorage,
    private readonly now: () => number = Date.now,
  ) {}

  read<T>(userId: string, form: string): KeptDraft<T> | null {
    const kept = this.#parse<T>(keyOf(userId, form));
    return kept && this.#isFresh(kept) ? kept : null;
  }

  /** Keeps the newest MOST_DRAFTS. A draft that is too large is not kept, and an older one of its form neither. */
  write(userId: string, form: string, value: unknown): void {
    const key = keyOf(userId, form);
    const text = JSON.stringify({ format: FORMAT, at: new Date(this.now()).toISOString(), value });
    if (text.length > MOST_CHARACTERS) return this.storage.remove(key);
    this.#makeRoomBeside(key);
    this.storage.set(key, text);
  }

  remove(userId: string, form: string): void {
    this.storage.remove(keyOf(userId, form));
  }

  #makeRoomBeside(key: string): void {
    const others = this.storage
      .keys(PREFIX)
      .filter((one) => one !== key)
      .map((one) => ({ key: one, kept: this.#parse(one) }))
      .sort((one, other) => (other.kept?.at ?? '').localeCompare(one.kept?.at ?? ''));
    for (const [index, other] of others.entries()) {
      const isWanted = other.kept && this.#isFresh(other.kept) && index < MOST_DRAFTS - 1;
      if (!isWanted) this.storage.remove(other.key);
    }
  }

  #isFresh({ at }: KeptDraft<unknown>): boolean {
    return Date.parse(at) > this.now() - MOST_DAYS * DAY_MS;
  }

  #parse<T>(key: string): KeptDraft<T> | null {
    try {
      const kept = JSON.parse(this.storage.get(key) ?? 'null') as (KeptDraft<T> & { format?: number }) | null;
      return kept?.format === FORMAT && typeof kept.at === 'string' ? kept : null;
    } catch {
      return null;
    }
  }
}

function keyOf(userId: string, form: string): string {
  return `${PREFIX}${userId}.${form}`;
}
