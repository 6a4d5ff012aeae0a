import { stripVTControlCharacters } from 'node:util';
import { MAIN } from '../support/server-process';
import type { Probe } from './support/probes';
import { report } from './support/report';
import { SABOTAGES, withSabotagedBuild } from './support/sabotage';

const rows: Array<Record<string, string | number>> = [];
const probes = [...new Set(SABOTAGES.map(({ caughtBy }) => caughtBy))].map((probe): [string, Probe] => [
  probe.name,
  probe,
]);

afterAll(() => report('Sabotage', rows));

test.each(probes)('%s finds nothing in the build as it is', async (_, probe) => {
  await probe(MAIN);
});

test.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))(
  'caught: %s',
  async (name, sabotage) => {
    await withSabotagedBuild(sabotage, async (main) => {
      const fault = await sabotage.caughtBy(main).then(
        () => null,
        (error: Error) => error,
      );
      if (fault === null) throw new Error(`${sabotage.caughtBy.name} found nothing`);
      // A build that does not even start, or not come to the step, proves nothing.
      if (/the server ended with|SyntaxError|is not defined|no call came to/.test(fault.message)) throw fault;
      rows.push({ build: name, 'caught by': sabotage.caughtBy.name, with: gist(fault) });
    });
  },
);

/** What was found first, without ids. */
function gist({ message }: Error): string {
  const lines = stripVTControlCharacters(message)
    .replace(/\b[0-9a-f]{24}\b/g, '…')
    .split('\n')
    .map((line) => line.trim());
  const listed = lines.find((line) => /^\+ +"/.test(line))?.replace(/^\+ +"(.*)",$/, '$1');
  const code = lines.find((line) => /^"code": "[A-Z_]+"/.test(line));
  const values = lines.filter((line) => /^(Expected|Received):/.test(line)).join(', ');
  return (
    listed ??
    ([code, values].filter(Boolean).join(' ') || lines.slice(0, lines[0]!.endsWith(':') ? 2 : 1).join(' '))
  ).slice(0, 120);
}
