import { readFileSync } from 'node:fs';
import { URL } from 'node:url';

export const STRATEGIES_FILE = new URL('../../docs/strategies.json', import.meta.url);

/** What the last runs of `npm run bench -- strategies` found: `throughput` and `faults`, each if it ever ran. */
export function readStrategies() {
  try {
    return JSON.parse(readFileSync(STRATEGIES_FILE, 'utf8'));
  } catch {
    return {};
  }
}
