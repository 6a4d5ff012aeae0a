import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/log';

/** A log whose lines are kept as objects; without the serializers of the real one. */
export function keptLog(level = 'trace'): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as LogLine);
      done();
    },
  });
  return { log: pino({ level }, sink), lines };
}

export interface LogLine {
  /** 30 is INFO, 40 WARN, 50 ERROR. */
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export const WARN = 40;
export const ERROR = 50;
