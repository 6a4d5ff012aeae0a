import { pino, stdSerializers, type Logger } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

/**
 * Levels by expected frequency: ERROR is zero in health; WARN is for what an operator may want to look at;
 * INFO for the life of the process and one line per operation; DEBUG for single steps.
 *
 * A command's log goes to standard error, for standard output is its result's.
 *
 * An error's serializer leaves out what may hold a client's values (commands, documents, key values).
 */
export function createLog(
  level: string,
  terminal: boolean = process.stdout.isTTY,
  output: 'stdout' | 'stderr' = 'stdout',
): Log {
  const options = {
    level,
    serializers: {
      err: (error: unknown) => {
        if (!(error instanceof Error)) return { type: typeof error };
        const { type, stack } = stdSerializers.err(error) as { type: string; stack: string };
        return { type, code: (error as { code?: unknown }).code, stack: withoutKeyValues(stack) };
      },
    },
  };
  if (terminal) return pino(options, pretty({ sync: true, ignore: 'pid,hostname' }));
  return pino(options, pino.destination(process[output].fd));
}

/** A duplicate key's text quotes the key. */
function withoutKeyValues(text: string): string {
  return text.replace(/dup key: \{[^}]*\}/g, 'dup key');
}
