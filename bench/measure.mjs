import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** CPU time of a process so far, or of several, in milliseconds. */
export function cpuOf(pid) {
  if (Array.isArray(pid)) return pid.reduce((sum, each) => sum + cpuOf(each), 0);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, in megabytes. */
export function residentOf(pid) {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** CPU time of the whole machine that was not idle, in milliseconds. */
function busyOfMachine() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) * TICK_MS;
}

/**
 * Runs work and says what it cost: wall time, CPU time of each named process, and how many cores others
 * were using meanwhile.
 *
 * @param pids by name
 */
export async function costOf(pids, work) {
  const all = { ...pids, load: process.pid };
  const readAll = () => Object.fromEntries(Object.entries(all).map(([name, pid]) => [name, cpuOf(pid)]));
  const before = readAll();
  const busyBefore = busyOfMachine();
  const begun = performance.now();
  const result = await work();
  const wallMs = performance.now() - begun;
  const after = readAll();
  const cpuMs = Object.fromEntries(Object.keys(all).map((name) => [name, after[name] - before[name]]));
  const ours = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
  const foreignCores = Math.max(0, (busyOfMachine() - busyBefore - ours) / wallMs);
  return { result, wallMs, cpuMs, foreignCores };
}

const CALLS = ['find', 'getMore', 'aggregate', 'insert', 'update', 'delete', 'findAndModify', 'count'];

/** How many calls of each kind the database has answered so far, its own and the servers' chores among them. */
export async function callsOf(db) {
  const { metrics } = await db.command({ serverStatus: 1 });
  return Object.fromEntries(CALLS.map((name) => [name, Number(metrics.commands[name].total)]));
}

/** `clients` of them take jobs from one list, each one at a time; the latencies in milliseconds. */
export async function runClients(clients, jobs, runOne) {
  let next = 0;
  const latencies = [];
  const client = async (place) => {
    while (next < jobs.length) {
      const job = jobs[next++];
      const begun = performance.now();
      await runOne(job, place);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, place) => client(place)));
  return latencies;
}

/** @param sorted ascending */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
