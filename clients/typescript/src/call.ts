/** How one call differs from what the client does by default. */
export interface CallOptions {
  /** Gives the call up, with ABORTED: the server may have done what was asked all the same. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long the call may take with its repeats and the waits between them, in milliseconds. */
  readonly deadlineMs?: number;
}

/** An input whose key the client makes when there is none. */
export type Keyed<Input> = Omit<Input, 'idempotencyKey'> & {
  /**
   * By default a new one per call, the same for its repeats. Give one of your own, and keep it, where the call
   * must be the same after a restart or a reload.
   */
  readonly idempotencyKey?: string;
};

/** An operation of the API, as the client sends it. */
export interface Operation {
  readonly name: string;
  /** The one root field. */
  readonly field: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** `input`: its only variable is the input, and is what the function takes. */
  readonly takes: 'nothing' | 'input' | 'variables';
  /** Whether its input has an idempotencyKey. */
  readonly keyed: boolean;
  readonly document: string;
}

export type Variables = Readonly<Record<string, unknown>>;

/**
 * Random, 128 bits. By getRandomValues: a page that was not loaded over HTTPS has no randomUUID.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
