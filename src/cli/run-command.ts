import { parseArgs } from 'node:util';
import { whyRefused } from '../database/connect-faults';
import { isOutage } from '../database/outage';
import { AppError, ServiceUnavailable } from '../errors';
import { StartupFault } from '../startup-fault';
import { Arguments, EXIT, UsageFault, type Command, type ExitCode } from './command';
import { commands } from './commands';
import { helpOf, helpOfAll, usageOf } from './help';
import { Output } from './output';

/**
 * Runs a command line. Never prints its words, so that a password in the wrong place does not end up in a log.
 *
 * @param argv without the program's own name
 */
export async function runCommandLine([name = 'help', ...argv]: readonly string[]): Promise<ExitCode> {
  if (name === '--help' || name === '-h') return runCommandLine(['help', ...argv]);
  const command = commands.get(name);
  if (command === undefined) {
    process.stderr.write(`Unknown command.\n\n${helpOfAll(commands)}`);
    return EXIT.usage;
  }
  const given = parse(command, argv);
  if (typeof given === 'string') return wrongUsage(name, command, given);
  if (given.help) {
    process.stdout.write(helpOf(name, command));
    return EXIT.done;
  }
  try {
    return await command.run(given.args, new Output(given.json));
  } catch (error) {
    if (error instanceof UsageFault) return wrongUsage(name, command, error.message);
    const message = messageOf(error);
    // A defect, which shows its stack.
    if (message === null) throw error;
    process.stderr.write(`${message}\n`);
    return EXIT.broken;
  }
}

/** What a person can do about it. The driver's own messages name hosts and may contain stored values. */
function messageOf(error: unknown): string | null {
  if (isOutage(error) || error instanceof ServiceUnavailable) {
    return 'Temporarily unavailable, for example because the database does not respond. Run the command again.';
  }
  if (error instanceof StartupFault || error instanceof AppError) return error.message;
  return whyRefused(error);
}

function wrongUsage(name: string, command: Command, fault: string): ExitCode {
  process.stderr.write(
    `${fault}\nUsage: node dist/cli.js ${usageOf(name, command)} [OPTIONS]\n` +
      `More: node dist/cli.js help ${name}\n`,
  );
  return EXIT.usage;
}

interface Given {
  readonly args: Arguments;
  readonly json: boolean;
  readonly help: boolean;
}

/** @returns a text: what is wrong */
function parse({ options = {}, positional }: Command, argv: readonly string[]): Given | string {
  const known = Object.entries(options).map(
    ([option, { value }]) => [option, { type: value === undefined ? 'boolean' : 'string' }] as const,
  );
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(known),
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: positional !== undefined,
    });
  } catch (error) {
    return faultOf(error as NodeJS.ErrnoException, options);
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  const [target, ...more] = parsed.positionals;
  const asked = { json: values.json === true, help: values.help === true };
  if (more.length > 0) return 'Too many arguments.';
  if (!asked.help) {
    if (positional?.required && target === undefined) return `${positional.name} is missing.`;
    for (const [option, { required }] of Object.entries(options)) {
      if (required && values[option] === undefined) return `--${option} is missing.`;
    }
  }
  return { ...asked, args: new Arguments(values, target) };
}

/** The messages of parseArgs repeat what was typed; only a name that the command knows is printed. */
function faultOf({ code, message }: NodeJS.ErrnoException, options: NonNullable<Command['options']>): string {
  const known = [...Object.keys(options), 'json', 'help'];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `Unknown option. The options are ${known.map((name) => `--${name}`).join(', ')}.`;
  }
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return 'Too many arguments.';
  const name = known.find((each) => message.includes(`--${each} `) || message.includes(`--${each}'`));
  if (name === undefined) return 'An option has no value, or has one that it does not accept.';
  return options[name]?.value === undefined
    ? `--${name} accepts no value.`
    : `--${name} needs a value. Write a value that begins with a dash as --${name}=VALUE.`;
}
