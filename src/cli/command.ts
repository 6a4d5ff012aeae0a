import type { Output } from './output';

export interface Option {
  /** The placeholder of its value in the help; a switch has none. */
  readonly value?: string;
  readonly required?: boolean;
  readonly description: string;
}

export interface Positional {
  /** As the help shows it, such as FILE. */
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
}

export interface Command {
  /** One line for the list of all. */
  readonly summary: string;
  /** What `help COMMAND` says beside it: paragraphs. */
  readonly details?: readonly string[];
  /** By their names without the dashes; `--json` and `--help` are every command's. */
  readonly options?: Readonly<Record<string, Option>>;
  readonly positional?: Positional;
  /** @throws StartupFault for whatever its caller can act on: exit code 1 */
  run(args: Arguments, out: Output): Promise<ExitCode>;
}

/** The same for every command; `help` lists them. */
export const EXIT = { done: 0, broken: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line after its names and required options have been checked. */
export class Arguments {
  constructor(
    private readonly values: Readonly<Record<string, string | boolean | undefined>>,
    private readonly positional: string | undefined,
  ) {}

  /** A required option's value. */
  text(name: string): string {
    return this.values[name] as string;
  }

  optional(name: string): string | undefined {
    return this.values[name] as string | undefined;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== false;
  }

  /** The positional argument, such as FILE. */
  get target(): string | undefined {
    return this.positional;
  }
}

/** A value that an option does not take: exit code 2, with the command's usage. Names no value. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}
