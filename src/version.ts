import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The release, from package.json, which lies beside both src/ and dist/. */
export const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};
