import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { URL, fileURLToPath } from 'node:url';
import { startDatabase, startServer } from './environment.mjs';
import { openDatabase } from './seed.mjs';

/** What loads fast, and holds the data of a million users with their indexes. */
const CACHE_GIGABYTES = 8;
/** The least that mongod accepts. */
const CACHE_GIGABYTES_MIN = 0.25;

/**
 * A database that is filled once and kept in .data/ between runs, with the indexes of the built server.
 *
 * @param name of its folder
 * @param load inserts the rows; gets `{ db, begun, say }`
 * @param options.cacheShare of data and indexes, unpacked, that the database's cache holds; default: all of them
 */
export async function openKept(name, load, { cacheShare } = {}) {
  const folder = fileURLToPath(new URL(`../.data/${name}`, import.meta.url));
  const start = (cacheGigabytes) => startDatabase({ kept: `${folder}/data`, cacheGigabytes });
  // The number of bytes, written when all of it is there.
  const whole = `${folder}/bytes`;
  if (!existsSync(whole)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(`${folder}/data`, { recursive: true });
    const bytes = await fill(await start(CACHE_GIGABYTES), name, load);
    writeFileSync(`${whole}.new`, String(bytes));
    renameSync(`${whole}.new`, whole);
  }
  if (cacheShare === undefined) return start(CACHE_GIGABYTES);
  const share = (Number(readFileSync(whole, 'utf8')) * cacheShare) / 2 ** 30;
  return start(Math.max(share, CACHE_GIGABYTES_MIN));
}

/** @returns the bytes of data and indexes, unpacked */
async function fill(database, name, load) {
  const { client, db } = await openDatabase(database.uri);
  const begun = Date.now();
  // All dates are relative to this instant: kept data is measured on other days too.
  await db.collection('benchgrowth').insertOne({ at: new Date(begun) });
  const say = (what) =>
    process.stdout.write(`${name}: ${what} after ${Math.round((Date.now() - begun) / 1_000)} s\n`);
  await load({ db, begun, say });
  // Over existing rows an index is built in one go, which is much faster than row by row.
  const server = await startServer(database.uri);
  await server.stop();
  say('indexes');
  const { dataSize, indexSize } = await db.stats();
  await client.close();
  await database.stop();
  return dataSize + indexSize;
}
