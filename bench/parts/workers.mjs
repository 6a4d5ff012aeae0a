import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { paidId } from './claim-servers.mjs';

/**
 * One process against two workers. The database and the load have the other core, so that two workers on the servers'
 * core show what workers cost, and two on both cores what is left of a second core beside the database and the load.
 */
export async function workers(stage) {
  const servers = {
    'one process': await stage.server('ours', {}),
    'two workers on one core': await stage.server('two on one', { workers: 2 }),
    'two workers on both cores': await stage.server('two on both', { workers: 2, anyCore: true }),
  };
  for (const [name, server] of Object.entries(servers)) {
    const wanted = name === 'one process' ? 0 : 2;
    while (childrenOf(server.pid).length < wanted) await sleep(50);
    await claimAll(stage, server, await stage.createEvent());
  }
  return stage.compare(
    Object.entries(servers).map(([name, server]) => ({
      name,
      pid: [server.pid, ...childrenOf(server.pid)],
      prepare: () => stage.createEvent(),
      run: (eventId) => claimAll(stage, server, eventId),
      prove: (_eventId, { answers }) => answers.map(paidId),
    })),
  );
}

function claimAll(stage, { port }, eventId) {
  const requests = stage.users.map((user) => stage.claimOf(user, eventId));
  return stage.load(port, 64, requests);
}

/** Workers, and no helpers of theirs. */
function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
