import 'reflect-metadata';
import { outliveReaders } from './cli/output';
import { runCommandLine } from './cli/run-command';

outliveReaders();
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
