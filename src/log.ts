import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

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
  const stream = (terminal ? readableLines() : null) ?? pino.destination(process[output].fd);
  return pino(options, stream);
}

/** Null where only production's packages are installed, as in the image. */
function readableLines(): DestinationStream | null {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const pretty = require('pino-pretty') as typeof import('pino-pretty');
    return pretty({ sync: true, ignore: 'pid,hostname' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return null;
  }
}

/** A duplicate key's text quotes the key. */
function withoutKeyValues(text: string): string {
  return text.replace(/dup key: \{[^}]*\}/g, 'dup key');
}
