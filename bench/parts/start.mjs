import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../environment.mjs';
import { costOf, residentOf, median } from '../measure.mjs';

/** From the process's start to ready, with the database up and its indexes built; and what all of it left in memory. */
export async function start(stage) {
  const ours = await stage.server('ours', {});
  const residentMb = residentOf(ours.pid);
  const times = [];
  for (let round = 0; round < stage.rounds + 2; round += 1) {
    // A start has no process to count for until it is one: what others take is seen just before it.
    const { foreignCores } = await costOf({ server: ours.pid, database: stage.database.pid }, () =>
      sleep(500),
    );
    stage.foreign.push(foreignCores);
    const fresh = await startServer(stage.database.uri);
    times.push(fresh.readyAfterMs);
    await fresh.stop();
  }
  return { readyMs: median(times), residentMb };
}
