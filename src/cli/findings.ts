import { EXIT, type ExitCode } from './command';
import type { Output } from './output';

/** Collects what a check finds, a line each, and how it ends. */
export class Findings {
  private broken = false;

  constructor(private readonly out: Output) {}

  report(ok: boolean, name: string, detail: string): void {
    this.broken ||= !ok;
    this.out.result({ name, ok, detail }, `${ok ? 'ok    ' : 'BROKEN'} ${name.padEnd(30)} ${detail}`);
  }

  get exitCode(): ExitCode {
    return this.broken ? EXIT.broken : EXIT.done;
  }
}
