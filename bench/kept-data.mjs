import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';
import { startDatabase, startServer } from './environment.mjs';
import { openDatabase } from './seed.mjs';

/** The data of a million users, unpacked, with their indexes: a database of that size has memory for them. */
const CACHE_GIGABYTES = 8;

/**
 * A database that is filled once and kept in .data/ between runs, with the indexes of the built server.
 *
 * @param name of its folder
 * @param load inserts the rows; gets `{ db, begun, say }`
 */
export async function openKept(name, load) {
  const folder = fileURLToPath(new URL(`../.data/${name}`, import.meta.url));
  const start = () => startDatabase({ kept: `${folder}/data`, cacheGigabytes: CACHE_GIGABYTES });
  if (!existsSync(`${folder}/whole`)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(`${folder}/data`, { recursive: true });
    await fill(await start(), name, load);
    mkdirSync(`${folder}/whole`);
  }
  return start();
}

async function fill(database, name, load) {
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  // All dates are relative to this instant: kept data is measured on other days too.
  await db.collection('benchgrowth').insertOne({ at: new Date(begun) });
  const say = (what) =>
    process.stdout.write(`${name}: ${what} after ${Math.round((Date.now() - begun) / 1_000)} s\n`);
  await load({ db, begun, say });
  await client.close();
  // Over existing rows an index is built in one go, which is much faster than row by row.
  const server = await startServer(database.uri);
  await server.stop();
  say('indexes');
  await database.stop();
}
