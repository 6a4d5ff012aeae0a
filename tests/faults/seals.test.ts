import { setTimeout as sleep } from 'node:timers/promises';
import { SEAL_FAULT_POINTS } from '../../src/fault-points';
import { startReplicaSet, type ReplicaSet } from '../support/replica-set';
import { report } from './support/report';
import { SealTrial } from './support/seal-trial';

const ROUNDS = 3;
const POINTS = [...SEAL_FAULT_POINTS, 'audit.linked', 'audit.appended', 'audit.headRaised'] as const;
const ENTRIES = 20_000;

let set: ReplicaSet;
let trial: SealTrial;
const rows: Array<Record<string, string | number>> = [];

beforeAll(async () => {
  set = await startReplicaSet();
  trial = await SealTrial.open(set.uri.replace('/?', '/seals?'));
});
afterAll(async () => {
  await trial?.close();
  await set?.stop();
  report('Seals', rows);
});

async function killPrimary(): Promise<void> {
  const port = await set.primaryPort();
  await set.kill(port);
  await set.elected(port);
  await set.restart(port);
}

test('over kills of the primary and of servers at every step each entry is in exactly one seal', async () => {
  const kills = POINTS.map((point) => ({ point, signal: 'SIGKILL' as const }));
  const stops = POINTS.slice(0, 3).map((point) => ({ point, signal: 'SIGSTOP' as const }));
  for (let round = 0; round < ROUNDS; round += 1) {
    await trial.grow(ENTRIES);
    await trial.start(kills);
    const servers = await trial.start([...stops, undefined]);
    await Promise.all([trial.untilSealed(), sleep(Math.random() * 1_500).then(killPrimary)]);
    for (const stopped of servers.slice(0, stops.length)) trial.cluster.goesOn(stopped);
    await trial.grow();
    await trial.untilSealed();
    await trial.cluster.kill();
  }
  const { faults, ranges } = await trial.check();
  expect(faults).toEqual([]);
  rows.push({
    'kills of servers': ROUNDS * kills.length,
    'servers that stood still': ROUNDS * stops.length,
    'kills of the primary': ROUNDS,
    seals: ranges,
    'sealed twice': 0,
  });
}, 1_800_000);
