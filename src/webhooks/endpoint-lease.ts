import type { mongo, Types } from 'mongoose';
import type { Clock } from '../clock';
import { isDuplicateKey } from '../database/duplicate-key';
import type { WebhookLease } from './webhook-lease.model';

const LEASE_MS = 10_000;
const RENEW_BELOW_MS = 6_000;
/** So long before its end a lease is no longer used, for what is begun then takes time. */
const MARGIN_MS = 1_000;

/** This server's lease of one endpoint. */
export class EndpointLease {
  private held: WebhookLease | null = null;

  constructor(
    private readonly leases: mongo.Collection<WebhookLease>,
    private readonly endpointId: Types.ObjectId,
    private readonly owner: string,
    private readonly clock: Clock,
  ) {}

  /** Whether messages may be sent at this moment. */
  get isHeld(): boolean {
    return this.held !== null && this.leftMs(this.held) > MARGIN_MS;
  }

  get cursor(): number {
    return this.held?.cursor ?? 0;
  }

  /**
   * Takes the lease if it is free, or renews it.
   *
   * @param start the cursor of an endpoint whose messages nobody has taken yet
   * @returns false when another server has it
   */
  async hold(start: number): Promise<boolean> {
    if (this.held !== null && this.leftMs(this.held) > RENEW_BELOW_MS) return true;
    const stored = (await this.leases.findOne({ _id: this.endpointId })) ?? (await this.create(start));
    const isFree = stored.owner === this.owner || this.leftMs(stored) <= 0;
    this.held = isFree ? await this.change(stored, { owner: this.owner, until: this.newEnd() }) : null;
    return this.held !== null;
  }

  /** @returns false when the lease was lost; the cursor stays where the other server has put it */
  async moveCursor(cursor: number): Promise<boolean> {
    if (this.held === null) return false;
    this.held = await this.change(this.held, { cursor, until: this.newEnd() });
    return this.held !== null;
  }

  /** Lets another server go on at once. */
  async release(): Promise<void> {
    const held = this.held;
    this.held = null;
    if (held !== null) await this.change(held, { owner: null, until: new Date(0) });
  }

  private change(
    { n }: WebhookLease,
    set: Partial<Pick<WebhookLease, 'cursor' | 'owner' | 'until'>>,
  ): Promise<WebhookLease | null> {
    return this.leases.findOneAndUpdate(
      { _id: this.endpointId, n },
      { $set: set, $inc: { n: 1 } },
      { returnDocument: 'after' },
    );
  }

  private async create(start: number): Promise<WebhookLease> {
    const lease = { _id: this.endpointId, cursor: start, n: 0, owner: null, until: new Date(0) };
    try {
      await this.leases.insertOne(lease);
      return lease;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.leases.findOne({ _id: this.endpointId })) ?? lease;
    }
  }

  private leftMs({ until }: WebhookLease): number {
    return until.getTime() - this.clock().getTime();
  }

  private newEnd(): Date {
    return new Date(this.clock().getTime() + LEASE_MS);
  }
}
