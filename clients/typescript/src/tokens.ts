import type { TokenDetailsFragment } from './operations.ts';

/** The tokens of a login, and when they expire. */
export type Tokens = TokenDetailsFragment;

/** Where the tokens of one login are kept. Tabs may share one: the client reads it before each call. */
export interface TokenStore {
  load(): Tokens | null | Promise<Tokens | null>;
  /** @param tokens null when the session has ended */
  save(tokens: Tokens | null): void | Promise<void>;
}

/** Keeps the tokens in memory: they are gone with the process or the page. */
export function memoryStore(initial: Tokens | null = null): TokenStore {
  let tokens = initial;
  return {
    load: () => tokens,
    save: (next) => {
      tokens = next;
    },
  };
}
