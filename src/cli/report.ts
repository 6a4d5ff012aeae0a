import { closeSync, openSync, writeSync } from 'node:fs';
import { fileFault } from './file-fault';
import type { Output } from './output';

/**
 * Reports rejected rows to a file or to standard error, each at once, so that a file of bad rows does not
 * accumulate in memory.
 *
 * @throws StartupFault when the file can't be written, also by `add`
 */
export function openReport(file: string | undefined, out: Output) {
  const descriptor = file === undefined ? null : orFault(() => openSync(file, 'w'));
  return {
    /** @param line the same for a person */
    add: (record: object, line: string) => {
      if (descriptor === null) out.note(out.json ? JSON.stringify(record) : line);
      else orFault(() => writeSync(descriptor, `${JSON.stringify(record)}\n`));
    },
    close: () => {
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

function orFault<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileFault('report', error);
  }
}
