import type { mongo } from 'mongoose';

/** The next rows of a cursor; fewer when it has ended. */
export async function takeRows<Row>(cursor: mongo.FindCursor<Row>, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const row = await cursor.next();
    if (row === null) break;
    rows.push(row);
  }
  return rows;
}
