import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** A whole POST /graphql as bytes, made before the clock runs. */
export function graphqlRequest(query, variables, accessToken) {
  const body = JSON.stringify({ query, variables });
  const head = [
    'POST /graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    'accept: application/json',
    ...(accessToken ? [`authorization: Bearer ${accessToken}`] : []),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * One keep-alive connection, one request at a time. It understands only answers with a content-length: an
 * HTTP library would cost more than the server that it measures.
 */
export class Connection {
  static async open(port) {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket);
  }

  #socket;
  #chunks = [];
  #size = 0;
  /** Where the body begins and ends; null: the head is not whole. */
  #body = null;
  #waiting = null;

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  /** The body of the answer, as bytes. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#body ??= this.#readHead();
    if (this.#body === null || this.#size < this.#body.to) return;
    // Only now: joining at every chunk would cost the square of an answer's length.
    const { from, to } = this.#body;
    const body = Buffer.concat(this.#chunks).subarray(from, to);
    this.#chunks = [];
    this.#size = 0;
    this.#body = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(body);
  }

  #readHead() {
    const received = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd < 0) return null;
    const head = received.toString('latin1', 0, headEnd);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#waiting?.reject(new Error(`an answer without a length: ${head}`));
      return null;
    }
    const from = headEnd + HEAD_END.length;
    return { from, to: from + Number(length) };
  }
}
