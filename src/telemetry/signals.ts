import { channel, type Channel } from 'node:diagnostics_channel';

/** One kind of message from code that works to code that counts; it costs nothing while nothing listens. */
export class Signal<Message> {
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

export interface BatchLeft {
  /** Name of the batcher. */
  readonly batch: string;
  readonly items: number;
}

/** What the modules report about their work; a feature may have more. Messages are our own codes, numbers and names, never values that a client sent. */
export const signals = {
  operation: new Signal<OperationDone>('operation'),
  batch: new Signal<BatchLeft>('batch'),
  mutation: new Signal<MutationDone>('mutation'),
  /** The kind of what a server that died, or an answer that was lost, left behind and a sweep completed. */
  repair: new Signal<string>('repair'),
  /** A request was refused before anything was done for it: the server has too much to do. */
  turnedAway: new Signal<void>('turned-away'),
  /** Spans of traces that no receiver took. */
  spansLost: new Signal<number>('spans-lost'),
} as const;
