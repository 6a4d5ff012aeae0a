import DataLoader from 'dataloader';
import { Types, type mongo } from 'mongoose';
import { Batcher } from './batcher';

/**
 * Reads documents by their ids: one call for all operations that ask at the same moment. Nothing is cached,
 * and who asks joins only a read that has not been sent. Those who share a read share its rows, too, so nobody
 * may change them.
 */
export class RowsById<Row extends { readonly _id: Types.ObjectId }> {
  private readonly reads: Batcher<readonly string[], ReadonlyMap<string, Row>>;

  /** @param projection leaves out what nobody gets to see */
  constructor(
    private readonly collection: mongo.Collection<Row>,
    private readonly projection: Readonly<Record<string, 0>>,
    name: string,
  ) {
    this.reads = new Batcher((asked) => this.read(asked), {
      name,
      // Each of them may ask for a page's worth of ids.
      maxItems: 16,
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * @param ids as hex
   * @returns in the order of the ids; null for a missing row
   * @throws ServiceUnavailable when too many wait
   */
  async find(ids: readonly string[]): Promise<Array<Row | null>> {
    const found = await this.reads.add(ids);
    return ids.map((id) => found.get(id) ?? null);
  }

  /** For one operation, which reads each row once. Keys are ids as hex. */
  loader(): DataLoader<string, Row | null> {
    return new DataLoader((ids) => this.find(ids));
  }

  private async read(asked: ReadonlyArray<readonly string[]>): Promise<Array<ReadonlyMap<string, Row>>> {
    const ids = [...new Set(asked.flat())].map((id) => new Types.ObjectId(id));
    const filter = { _id: { $in: ids } } as unknown as mongo.Filter<Row>;
    const { projection } = this;
    const rows = (await this.collection.find(filter, { projection }).toArray()) as unknown as Row[];
    const found = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return asked.map(() => found);
  }
}
