import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SABOTAGES, substituted } from '../faults/support/sabotage';
import { MAIN } from '../support/server-process';

// A renamed call would otherwise go unnoticed until the next run of tests/faults/sabotage.test.ts.
test.each(SABOTAGES)('the build has the protection that "$name" removes', ({ substitutions }) => {
  for (const substitution of substitutions) {
    const text = readFileSync(join(dirname(MAIN), substitution.file), 'utf8');
    expect(substituted(text, substitution)).not.toBe(text);
  }
});
