import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { mongo } from 'mongoose';
import { until } from './until';

/** The body of a command on its way to mongod; its first name is the command, with the collection as value. */
export type SentCommand = Readonly<Record<string, unknown>>;

export interface Interception {
  readonly match: (command: SentCommand) => boolean;
  /** How often; default once, `Infinity` until `heal`. */
  readonly times?: number;
  /** Done before the command is forwarded. */
  readonly before?: () => Promise<unknown>;
  /** Done before mongod's answer is forwarded, while other connections go on; the answer is not lost then. */
  readonly holdAnswer?: () => Promise<unknown>;
  /** Default true: mongod's answer is thrown away and the connection cut: it was done, and nobody was told. */
  readonly loseAnswer?: boolean;
}

export interface TcpProxy {
  readonly port: number;
  /** @returns how often it has struck so far */
  intercept(interception: Interception): () => number;
  /** Every answer comes so much later. */
  delay(ms: number): void;
  /** Nothing passes either way, and no connection is closed. */
  blackhole(): void;
  /** Ends delays, the black hole and interceptions; what was held up passes. */
  heal(): void;
  close(): Promise<void>;
}

/** Changes the bodies of mongod's answers; null leaves one as it is. */
export type Rewrite = (answer: mongo.Document) => mongo.Document | null;

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_MSG = 2013;

/** A link to a mongod that understands enough of the wire protocol to cut exactly one answer. */
export async function startTcpProxy(mongodPort: number, rewrite?: Rewrite): Promise<TcpProxy> {
  const interceptions = new Set<Interception & { left: number; struck: number }>();
  const sockets = new Set<Socket>();
  const heldUp: Array<() => void> = [];
  let delayMs = 0;
  let silent = false;

  const passing = async () => {
    if (silent) await new Promise<void>((resolve) => heldUp.push(resolve));
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  };

  function findInterception(message: Buffer) {
    const command = commandOf(message);
    if (command === null) return undefined;
    const found = [...interceptions].find(({ left, match }) => left > 0 && match(command));
    if (found) {
      found.left -= 1;
      found.struck += 1;
    }
    return found;
  }

  const server = createServer((client) => {
    const mongod = connect(mongodPort, '127.0.0.1');
    const lost = new Set<number>();
    const held = new Map<number, () => Promise<unknown>>();
    for (const socket of [client, mongod]) {
      sockets.add(socket.setNoDelay(true));
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          mongod.destroy();
        });
    }
    eachMessage(client, async (message) => {
      if (silent) await passing();
      const struck = findInterception(message);
      await struck?.before?.();
      if (struck?.holdAnswer) held.set(message.readInt32LE(4), struck.holdAnswer);
      else if (struck && struck.loseAnswer !== false) lost.add(message.readInt32LE(4));
      mongod.write(message);
    });
    eachMessage(mongod, async (message) => {
      // Here the answer is: what was asked has been done.
      if (lost.delete(message.readInt32LE(8))) return void client.destroy();
      await held.get(message.readInt32LE(8))?.();
      await passing();
      client.write(rewrite === undefined ? message : rewritten(message, rewrite));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const heal = () => {
    interceptions.clear();
    delayMs = 0;
    silent = false;
    for (const resume of heldUp.splice(0)) resume();
  };
  return {
    port: (server.address() as AddressInfo).port,
    intercept: (interception) => {
      const counted = { ...interception, left: interception.times ?? 1, struck: 0 };
      interceptions.add(counted);
      return () => counted.struck;
    },
    delay: (ms) => (delayMs = ms),
    blackhole: () => (silent = true),
    heal,
    close: async () => {
      heal();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same database, by way of the proxy: without the set's own addresses, which lead past it. */
export function through({ port }: TcpProxy, uri: string): string {
  return `mongodb://127.0.0.1:${port}${new URL(uri).pathname}?directConnection=true`;
}

/** Lets one insert into the collection through and holds up all that follow, until they are let go. */
export function holdInserts(
  proxy: TcpProxy,
  collection: string,
): { held(): Promise<unknown>; letGo(): void } {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  let seen = 0;
  const struck = proxy.intercept({
    match: ({ insert }) => insert === collection && (seen += 1) > 1,
    times: Infinity,
    before: () => gone,
    loseAnswer: false,
  });
  return { held: () => until(() => struck() > 0), letGo };
}

/** Hands whole messages on, one after the other. */
function eachMessage(socket: Socket, handle: (message: Buffer) => Promise<void>): void {
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
      const message = received.subarray(0, received.readInt32LE(0));
      received = received.subarray(message.length);
      last = last.then(() => handle(message));
    }
  });
}

function rewritten(message: Buffer, rewrite: Rewrite): Buffer {
  const kind = message.readInt32LE(12);
  if (kind !== OP_MSG && kind !== OP_REPLY) return message;
  const bodyAt = HEADER_BYTES + (kind === OP_MSG ? 5 : 20);
  const body = message.subarray(bodyAt, bodyAt + message.readInt32LE(bodyAt));
  const changed = rewrite(mongo.BSON.deserialize(body, { promoteValues: false, promoteLongs: false }));
  if (changed === null) return message;
  const result = Buffer.concat([message.subarray(0, bodyAt), mongo.BSON.serialize(changed)]);
  result.writeInt32LE(result.length, 0);
  return result;
}

function commandOf(message: Buffer): SentCommand | null {
  const bodyAt = HEADER_BYTES + 5;
  // The body's section comes first as this driver writes it.
  if (message.readInt32LE(12) !== OP_MSG || message[bodyAt - 1] !== 0) return null;
  return mongo.BSON.deserialize(message.subarray(bodyAt, bodyAt + message.readInt32LE(bodyAt)));
}
