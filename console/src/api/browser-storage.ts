import { Store } from './store';

/** The part of the browser's Storage that is used. */
interface KeyValues {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Why the browser's storage can't be used: `blocked` by its settings, or `full`. */
export type StorageState = 'kept' | 'blocked' | 'full';

/**
 * localStorage that never throws. What the browser does not keep is held in this tab's memory, so the console works
 * until the tab is closed or reloaded; `state` says so, for a notice.
 */
export class BrowserStorage {
  readonly state: Store<StorageState>;
  readonly #kept: KeyValues | null;
  readonly #memory = new Map<string, string>();

  /** @param open gives localStorage, or throws as reading that property may */
  constructor(open: () => KeyValues) {
    this.#kept = openedOrNull(open);
    this.state = new Store<StorageState>(this.#kept ? 'kept' : 'blocked');
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? this.#kept?.getItem(key) ?? null;
  }

  /** @returns whether the browser keeps it */
  set(key: string, value: string): boolean {
    if (this.#keep(key, value)) {
      this.#memory.delete(key);
      if (this.#memory.size === 0) this.state.set('kept');
      return true;
    }
    // An older value must not outlive this one, here or in another tab.
    this.#kept?.removeItem(key);
    this.#memory.set(key, value);
    if (this.#kept) this.state.set('full');
    return false;
  }

  remove(key: string): void {
    this.#memory.delete(key);
    this.#kept?.removeItem(key);
  }

  /** The keys that begin with a prefix. */
  keys(prefix: string): string[] {
    const all = new Set([...(this.#kept ? Object.keys(this.#kept) : []), ...this.#memory.keys()]);
    return [...all].filter((key) => key.startsWith(prefix));
  }

  #keep(key: string, value: string): boolean {
    try {
      this.#kept?.setItem(key, value);
      return this.#kept !== null;
    } catch {
      return false;
    }
  }
}

/** Reading the property throws where the settings block the site's data. */
function openedOrNull(open: () => KeyValues): KeyValues | null {
  try {
    const storage = open();
    storage.getItem('');
    return storage;
  } catch {
    return null;
  }
}
