import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { CHAIN_START, entryHash, later, link } from '../../src/audit/chain';
import { canonicalJson } from '../../src/audit/entries';
import type { OutboxEntry } from '../../src/audit/outbox-entry.model';

const document = readFileSync(join(__dirname, '../../docs/adr/0004-audit-chain.md'), 'utf8');
/** The documented entries, each with the previousHash and the hash below it. */
const vectors = [...document.matchAll(/```text\n(.*)\n```\s+([0-9a-f]{64})\s+([0-9a-f]{64})\n/g)].map(
  ([, entry, previousHash, hash]) => ({ entry: entry!, previousHash: previousHash!, hash: hash! }),
);

const ids = new Set(['id', 'actorId', 'targetId']);
function stored(entry: string): OutboxEntry {
  const { sequence: _, ...fields } = JSON.parse(entry, (key, value: unknown) => {
    if (value !== null && ids.has(key)) return new Types.ObjectId(value as string);
    return key === 'at' ? new Date(value as string) : value;
  }) as OutboxEntry & { sequence: number };
  return fields;
}

describe('the documented test vector', () => {
  test('has two entries, the second linked to the first', () => {
    expect(vectors).toHaveLength(2);
    expect(vectors[0]!.previousHash).toBe(CHAIN_START.hash);
    expect(vectors[1]!.previousHash).toBe(vectors[0]!.hash);
  });

  test.each(vectors)('is recomputed from the document alone: $hash', ({ entry, previousHash, hash }) => {
    expect(createHash('sha256').update(`${previousHash}\n${entry}`).digest('hex')).toBe(hash);
  });

  test('is what the chain makes of the same acts', () => {
    const chained = link(
      CHAIN_START,
      vectors.map(({ entry }) => stored(entry)),
    );
    expect(chained.map(({ sequence, previousHash, hash }) => ({ sequence, previousHash, hash }))).toEqual(
      vectors.map(({ previousHash, hash }, place) => ({ sequence: place + 1, previousHash, hash })),
    );
  });
});

describe("an entry's hash", () => {
  const [entry] = link(CHAIN_START, [stored(vectors[0]!.entry)]);
  const changes: Array<[string, object]> = [
    ['sequence', { sequence: 2 }],
    ['at', { at: new Date('2026-06-01T00:00:00.001Z') }],
    ['actorId', { actorId: null }],
    ['actorRole', { actorRole: 'ADMIN' }],
    ['action', { action: 'adjustRewardStocks' }],
    ['targetType', { targetType: 'User' }],
    ['targetId', { targetId: new Types.ObjectId() }],
    ['before', { before: null }],
    ['after', { after: '{}' }],
    ['reason', { reason: null }],
    ['idempotencyKey', { idempotencyKey: 'another' }],
    ['inputHash', { inputHash: 'another' }],
    ['previousHash', { previousHash: 'f'.repeat(64) }],
    ['_id', { _id: new Types.ObjectId() }],
    ['a field that nobody knows', { extra: true }],
  ];

  test.each(changes)('changes with %s', (_, change) => {
    expect(entryHash({ ...entry, ...change })).not.toBe(entry!.hash);
  });

  test('does not depend on the order of the fields', () => {
    expect(entryHash(Object.fromEntries(Object.entries(entry!).reverse()))).toBe(entry!.hash);
  });
});

test('canonical JSON sorts by UTF-16 code units, at every depth', () => {
  expect(canonicalJson({ '\u{1F600}': 1, '\uFB33': 2, b: [{ z: 1, a: null }], a: 'é' })).toBe(
    '{"a":"é","b":[{"a":null,"z":1}],"\u{1F600}":1,"\uFB33":2}',
  );
});

test('the end of a chain is a place and a hash, whatever entry it is taken from', () => {
  const [entry] = link(CHAIN_START, [stored(vectors[0]!.entry)]);
  expect(later(CHAIN_START, entry!)).toEqual({ sequence: 1, hash: entry!.hash });
  expect(later(entry!, CHAIN_START)).toEqual({ sequence: 1, hash: entry!.hash });
});
