import { channel, type Channel } from 'node:diagnostics_channel';
import type { DeliveryError } from '../domain/webhook-rules';

/** One kind of message from code that works to code that counts; it costs nothing while nothing listens. */
class Signal<Message> {
  private readonly channel: Channel;

  constructor(name: string) {
    this.channel = channel(`event-reward.${name}`);
  }

  emit(message: Message): void {
    this.channel.publish(message);
  }

  /** @returns a function that stops listening */
  listen(handler: (message: Message) => void): () => void {
    const onMessage = (message: unknown) => handler(message as Message);
    this.channel.subscribe(onMessage);
    return () => this.channel.unsubscribe(onMessage);
  }
}

export interface OperationDone {
  /** Root fields of the document, each once; empty when the document was refused unparsed. */
  readonly fields: readonly string[];
  /** Codes of its errors and refusals, each once; empty on success. */
  readonly codes: readonly string[];
  readonly durationMs: number;
}

export interface MutationDone {
  readonly field: string;
  /** The code of its error or first refusal, otherwise the status of the request in its payload, or OK. */
  readonly outcome: string;
}

/** The batchers that report the sizes of their batches. */
export type BatchName =
  | 'activities'
  | 'activityEligibility'
  | 'activityFacts'
  | 'auditChain'
  | 'checkIns'
  | 'claimFacts'
  | 'claimInserts'
  | 'eligibilityFacts'
  | 'events'
  | 'serviceKeys'
  | 'stock'
  | 'users'
  | 'viewers';

export interface BatchLeft {
  readonly batch: BatchName;
  readonly items: number;
}

/** Leftovers of a server that died, or of an answer that was lost, which a sweep completed. */
export const REPAIRS = ['adminChange', 'decidedHold', 'openHold'] as const;
export type Repair = (typeof REPAIRS)[number];

/** What the modules report about their work: our own codes, numbers and names, never values that a client sent. */
export const signals = {
  operation: new Signal<OperationDone>('operation'),
  batch: new Signal<BatchLeft>('batch'),
  mutation: new Signal<MutationDone>('mutation'),
  repair: new Signal<Repair>('repair'),
  /** A request was refused before anything was done for it: the server has too much to do. */
  turnedAway: new Signal<void>('turned-away'),
  /** An attempt to send a webhook ended: `OK`, or why it failed. */
  webhookAttempt: new Signal<DeliveryError | 'OK'>('webhook-attempt'),
  /** A webhook was given up after its last attempt. */
  webhookExhausted: new Signal<void>('webhook-exhausted'),
  /** Spans of traces that no receiver took. */
  spansLost: new Signal<number>('spans-lost'),
} as const;
