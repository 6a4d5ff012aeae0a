import { once } from 'node:events';
import { Types } from 'mongoose';
import type { FeedType } from '../../../src/domain/reward-feed';
import { FAULT_POINTS, type FaultPoint } from '../../../src/fault-points';
import { findFeedSetting } from '../../../src/reward-feed/epoch';
import { stateOf } from '../../support/processes';
import { freshDatabaseUri, startTestServer, type TestServer } from '../../support/server';
import { MAIN, startServerFrom, type ServerProcess } from '../../support/server-process';
import { until } from '../../support/until';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

/** The steps of sending, but for a range that is sent again. */
export const WEBHOOK_STEPS = FAULT_POINTS.filter(
  (point) => point.startsWith('webhook.') && point !== 'webhook.replayed',
);

/** Two servers that go on, one that a fault is armed in, and a receiver that keeps what arrives. */
export class WebhookTrial {
  /** Creates endpoints and reads rows, and sends nothing. */
  private home!: TestServer;
  private receiver!: WebhookReceiver;
  private others: ServerProcess[] = [];
  private armed: ServerProcess[] = [];
  private uri!: string;
  private epoch!: string;
  private sequence = 0;

  /**
   * @param rows requests with two messages each
   * @param main the main module of the build that is tried
   */
  constructor(
    private readonly rows = 30,
    private readonly main = MAIN,
  ) {}

  async prepare(): Promise<void> {
    this.uri = freshDatabaseUri();
    this.home = await startTestServer({ mongodbUri: this.uri, now: new Date().toISOString() });
    await this.home.services.webhookSender.stop();
    this.receiver = await startWebhookReceiver();
    this.epoch = (await findFeedSetting(this.home.database))!.epoch;
    const start = () => startServerFrom(this.main, { MONGODB_URI: this.uri });
    this.others = await Promise.all([start(), start()]);
  }

  /** Whatever failed: no process stays behind, stopped ones included. */
  async close(): Promise<void> {
    await Promise.all([...this.others, ...this.armed].map((server) => server.end('SIGKILL')));
    await this.receiver.close();
    await this.home.close();
  }

  /** A server kills itself at the step; the others send what it left. */
  async kill(point: FaultPoint): Promise<void> {
    const endpointId = await this.createEndpoint();
    const sequences = await this.append();
    const server = await this.arm(point, 'SIGKILL');
    if (server.child.signalCode === null) await once(server.child, 'exit');
    expect(server.child.signalCode).toBe('SIGKILL');
    this.goOn();
    await this.expectAll(endpointId, sequences);
  }

  /** A server stands still at the step until the others have sent everything; then it goes on. */
  async stop(point: FaultPoint): Promise<void> {
    const endpointId = await this.createEndpoint();
    const sequences = await this.append();
    const server = await this.arm(point, 'SIGSTOP');
    await until(() => stateOf(server.child.pid!) === 'T');
    this.goOn();
    await this.expectAll(endpointId, sequences);
    server.child.kill('SIGCONT');
    const more = await this.append();
    await until(() => this.arrivedAt(endpointId).length === sequences.length + more.length);
    expect(this.arrivedAt(endpointId).sort((a, b) => a - b)).toEqual([...sequences, ...more]);
    expect(await server.end()).toBe(0);
  }

  private async createEndpoint(): Promise<string> {
    const admin = await this.home.actor('ADMIN');
    const { endpoint } = await this.home.services.webhooks.create(
      { url: `${this.receiver.url}/${this.sequence}`, types: ['REWARD_GRANTED', 'REWARD_REVOKED'] },
      { viewer: { id: admin.id, role: 'ADMIN', sessionId: '' }, now: new Date() },
    );
    return String(endpoint._id);
  }

  /** Two entries for each row, first all of the one type. */
  private async append(): Promise<number[]> {
    const rows = Array.from({ length: this.rows }, () => new Types.ObjectId());
    const types: FeedType[] = ['REWARD_GRANTED', 'REWARD_REVOKED'];
    const entries = types.flatMap((type) =>
      rows.map((rowId) => ({ _id: ++this.sequence, rowId, type, at: new Date(), leaf: '' })),
    );
    await this.home.database.rewardFeed.insertMany(entries);
    return entries.map(({ _id }) => _id);
  }

  /** Lets one server, armed at the step, be the first to send while the others stand still. */
  private async arm(point: FaultPoint, signal: 'SIGKILL' | 'SIGSTOP'): Promise<ServerProcess> {
    for (const { child } of this.others) child.kill('SIGSTOP');
    const env = { MONGODB_URI: this.uri, TEST_FAULT_POINT: `${point}:${signal}` };
    const server = await startServerFrom(this.main, env);
    this.armed.push(server);
    return server;
  }

  private goOn(): void {
    for (const { child } of this.others) child.kill('SIGCONT');
  }

  /** What has arrived for an endpoint, in order; a message that came twice counts by its first time. */
  private arrivedAt(endpointId: string): number[] {
    const prefix = `${this.epoch}.${endpointId}.`;
    const own = this.receiver.received.map(({ id }) => id).filter((id) => id.startsWith(prefix));
    return [...new Set(own)].map((id) => Number(id.split('.').at(-1)));
  }

  /** Each message at least once under its id, those of a row in order, and the cursor behind the last. */
  private async expectAll(endpointId: string, sequences: readonly number[]): Promise<void> {
    const _id = new Types.ObjectId(endpointId);
    const { webhookDeliveries, webhookLeases } = this.home.database;
    // An entry that was passed over is never sent, so the cursor must be behind it and no delivery may wait.
    await until(async () => (await webhookLeases.findOne({ _id }))?.cursor === sequences.at(-1));
    await until(
      async () => (await webhookDeliveries.countDocuments({ endpointId: _id, state: 'WAITING' })) === 0,
    );
    const arrived = this.arrivedAt(endpointId);
    expect([...arrived].sort((a, b) => a - b)).toEqual(sequences);
    for (const first of sequences.slice(0, this.rows))
      expect(arrived.indexOf(first)).toBeLessThan(arrived.indexOf(first + this.rows));
    const delivered = await webhookDeliveries.countDocuments({ endpointId: _id, state: 'DELIVERED' });
    expect(delivered).toBe(sequences.length);
  }
}
