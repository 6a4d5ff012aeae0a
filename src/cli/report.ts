import { closeSync, openSync, writeSync } from 'node:fs';
import { StartupFault } from '../startup-fault';
import type { Output } from './output';

/**
 * Where what was refused is told: to a file or to standard error, at once and one by one, so that a file of
 * bad rows only does not pile up in memory.
 *
 * @throws StartupFault when the file can't be written
 */
export function openReport(file: string | undefined, out: Output) {
  const descriptor = file === undefined ? null : openForWriting(file);
  return {
    /** @param line the same for a person */
    add: (record: object, line: string) => {
      if (descriptor !== null) writeSync(descriptor, `${JSON.stringify(record)}\n`);
      else out.note(out.json ? JSON.stringify(record) : line);
    },
    close: () => {
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new StartupFault(`The report can't be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
