import { channel, type Channel } from 'node:diagnostics_channel';

/** One kind of message, from whoever works to whoever counts; it costs nothing while nobody listens. */
class Signal<Message> {
  private readonly channel: Channel;

  constructor(name: string) {
    this.channel = channel(`event-reward.${name}`);
  }

  tell(message: Message): void {
    this.channel.publish(message);
  }

  /** @returns what ends it */
  listen(handler: (message: Message) => void): () => void {
    const onMessage = (message: unknown) => handler(message as Message);
    this.channel.subscribe(onMessage);
    return () => this.channel.unsubscribe(onMessage);
  }
}

export interface OperationDone {
  /** Root fields of the document, each once; empty: it was refused before it was understood. */
  readonly fields: readonly string[];
  /** Codes of its faults and refusals, each once; empty: all went well. */
  readonly codes: readonly string[];
  readonly durationMs: number;
}

export interface MutationDone {
  readonly field: string;
  /** The code of its fault or first refusal; else the status of the request that it answers with, or OK. */
  readonly outcome: string;
}

/** The kinds of batches whose sizes are told. */
export type BatchName =
  | 'auditChain'
  | 'checkIns'
  | 'claimFacts'
  | 'claimInserts'
  | 'eligibilityFacts'
  | 'events'
  | 'stock'
  | 'users'
  | 'viewers';

export interface BatchLeft {
  readonly batch: BatchName;
  readonly items: number;
}

/** What a server that died or an answer that got lost had left behind, and a sweep finished. */
export const REPAIRS = ['adminChange', 'decidedHold', 'openHold'] as const;
export type Repair = (typeof REPAIRS)[number];

/** What the parts tell of their work: codes, numbers and names of ours, never what a client sent. */
export const signals = {
  operation: new Signal<OperationDone>('operation'),
  batch: new Signal<BatchLeft>('batch'),
  mutation: new Signal<MutationDone>('mutation'),
  repair: new Signal<Repair>('repair'),
  /** A request was refused before anything was done for it: the server has too much to do. */
  turnedAway: new Signal<void>('turned-away'),
  /** Spans of traces that no receiver took. */
  spansLost: new Signal<number>('spans-lost'),
} as const;
