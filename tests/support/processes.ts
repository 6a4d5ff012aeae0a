import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. Not by a signal alone: one that has ended takes them until its parent looks, and a
 * container's first process may never look after the orphans that became its own.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another account's takes none of ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It went between the two. Without /proc the signal has to do.
    return process.platform !== 'linux';
  }
}

/** One letter, as proc(5) has it: T stands for stopped. */
export function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .charAt(0);
}
