import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpServer } from './server';
import type { Log } from '../log';

/** Load balancers that look this often whether a server is ready send nothing to one that is about to end. */
export const NOTICE_MS = 1_500;
/** Since the beginning of the notice; operations have their own deadlines, which are shorter. */
const CUT_AFTER_MS = 9_000;
const LOOK_MS = 25;

/**
 * Ends an HTTP server without losing a request. Requests would be lost on a connection that is closed while a client
 * sends on it, and on one that the system has accepted but this process has not. Therefore the server first becomes
 * unready and closes each connection with its answer; it stops listening only after clients had time to notice.
 */
export class HttpDrain {
  private draining = false;
  private running = 0;

  constructor(
    private readonly http: HttpServer,
    private readonly log: Log,
  ) {
    http.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.draining) void reply.header('connection', 'close');
      done();
    });
    http.server.on('request', (_request, response) => {
      this.running += 1;
      response.once('close', () => (this.running -= 1));
    });
  }

  get begun(): boolean {
    return this.draining;
  }

  /**
   * Resolves when the last connection is closed.
   *
   * @param noticeMs how long requests are still taken; 0 where nobody sends any
   */
  async close(noticeMs: number): Promise<void> {
    this.draining = true;
    const cutAt = performance.now() + CUT_AFTER_MS;
    if (noticeMs > 0) await sleep(noticeMs);
    const closed = this.http.close();
    // A connection without a request would hold the end up for as long as its client likes; so would a body
    // that does not come, for node stops looking for late requests here.
    const looking = setInterval(() => {
      if (this.running > 0 && performance.now() < cutAt) return;
      if (this.running > 0) this.log.warn({ requests: this.running }, 'requests were cut off by the drain');
      this.http.server.closeAllConnections();
    }, LOOK_MS);
    await closed;
    clearInterval(looking);
  }
}
