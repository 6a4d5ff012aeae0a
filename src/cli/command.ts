export interface Command {
  readonly summary: string;
  readonly usage: string;
  /** @returns the exit code: 0 done, 1 refused or broken, 2 wrong usage */
  run(args: readonly string[]): Promise<number>;
}
