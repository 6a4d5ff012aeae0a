import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { OWES_CODES } from '../../src/domain/reward-feed';
import type { CodeFile, CodeImportOptions } from '../../src/reward-codes/code-imports';
import type { CreateEventInput } from '../generated/documents';
import type { Client } from './client';
import { createEvent, type CreatedEvent } from './events';
import { until } from './until';

export const POOL = { type: 'COUPON' as const, name: 'Gift card', codePool: true };

/** An active event that everybody who checked in once is paid for, with a pool that is empty. */
export async function createPoolEvent(
  operator: Client,
  overrides: Partial<CreateEventInput> = {},
): Promise<CreatedEvent & { readonly poolId: string }> {
  const event = await createEvent(operator, {
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
    rewards: [POOL],
    ...overrides,
  });
  const pool = event.rewards.find(({ type }) => type === 'COUPON')!;
  return { ...event, poolId: pool.id };
}

/** A file with a code per line. */
export function codeFile(codes: readonly string[]): CodeFile {
  return {
    sha256: createHash('sha256').update(codes.join('\n')).digest('hex'),
    reading: 'lines',
    async *rows() {
      for (const [place, text] of codes.entries()) yield { line: place + 1, text };
    },
  };
}

/** Imports codes as the command does; the reasons of refused rows are by their lines. */
export async function importCodes(
  { services }: Pick<App, 'services'>,
  poolId: string,
  codes: readonly string[],
  options: Partial<CodeImportOptions> = {},
) {
  const refused = new Map<number, string>();
  const result = await services.codeImports.run(new Types.ObjectId(poolId), codeFile(codes), {
    actor: null,
    dryRun: false,
    signal: new AbortController().signal,
    onRefused: (line, reason) => refused.set(line, reason),
    onProgress: () => undefined,
    ...options,
  });
  return { ...result, reasons: refused };
}

/** Ends when the rows know their codes: a claim is answered before that is written, and the feed waits for it. */
export async function codesSettled({ database }: Pick<App, 'database'>): Promise<void> {
  await until(async () => (await database.requests.countDocuments({ due: OWES_CODES })) === 0);
}

/** Distinct codes of one import. */
export const codesFrom = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${String(n).padStart(6, '0')}`);

/** Every code of a pool in clear: those that requests have by the requests' ids, and the free ones. */
export async function readCodes({ database, services }: Pick<App, 'database' | 'services'>, poolId: string) {
  const rows = await database.rewardCodes.find({ rewardId: new Types.ObjectId(poolId) }).toArray();
  const byRequest = new Map<string, string>();
  const free: string[] = [];
  for (const row of rows) {
    const code = services.rewardCodes.textOf(row as never);
    if (row.requestId === null) free.push(code);
    else byRequest.set(String(row.requestId), code);
  }
  return { byRequest, free };
}
