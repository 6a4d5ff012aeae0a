import { startServer } from '../environment.mjs';
import { residentOf, median } from '../measure.mjs';
import { ROUNDS } from '../stage.mjs';

/** From the process's start to ready, with the database up and its indexes built; and what all of it left in memory. */
export async function start(stage) {
  const ours = await stage.server('ours', {});
  const residentMb = residentOf(ours.pid);
  const times = [];
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    const fresh = await startServer(stage.database.uri);
    times.push(fresh.readyAfterMs);
    await fresh.stop();
  }
  return { readyMs: median(times), residentMb };
}
