import type { mongo } from 'mongoose';
import { StartupFault } from '../../startup-fault';
import type { Database } from '../connection';

/** By what each collection's documents are known as this platform's; the names are part of what is stored. */
const OWN: ReadonlyArray<readonly [collection: string, foreign: mongo.Document]> = [
  ['users', { usernameKey: { $exists: false } }],
  ['userattendances', { day: { $exists: false } }],
  ['events', { version: { $exists: false } }],
  ['rewardrequests', { status: { $exists: false }, tombstone: { $exists: false } }],
  ['rewardrequests', { status: { $exists: true }, userId: { $exists: false } }],
];

/**
 * The ground that later migrations stand on: everything in our collections is of our form. A database of
 * another program with collections of the same names (`users`, `events`) is refused before an index is built
 * in it or a row is misread.
 */
export async function requireOwnDocuments({ connection }: Database): Promise<void> {
  for (const [collection, foreign] of OWN) {
    const found = await connection.db!.collection(collection).findOne(foreign, { projection: { _id: 1 } });
    if (found === null) continue;
    throw new StartupFault(
      `The collection ${collection} of this database holds documents that this platform did not write. ` +
        'Give it a database of its own; docs/migrate.md tells how to bring data over.',
    );
  }
}
