import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MEMORY_FOLDER, startMongod, TEST_FOLDER_PREFIX, type TestMongod } from './mongod';
import { isRunning } from './processes';

declare global {
  var testMongod: TestMongod | undefined;
}

export default async function globalSetup(): Promise<void> {
  await removeFoldersOfKilledRuns();
  globalThis.testMongod = await startMongod();
  process.env.TEST_MONGODB_URI = globalThis.testMongod.uri;
}

/** A killed run takes its mongod along, not its data. */
async function removeFoldersOfKilledRuns(): Promise<void> {
  for (const parent of [tmpdir(), MEMORY_FOLDER]) {
    for (const name of await readdir(parent).catch(() => [])) {
      const pid =
        name.startsWith(TEST_FOLDER_PREFIX) && Number(name.slice(TEST_FOLDER_PREFIX.length).split('-')[0]);
      if (!pid || isRunning(pid)) continue;
      // Another account's, or just being removed by another run: nobody needs it gone.
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
