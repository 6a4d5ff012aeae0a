import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo, Types } from 'mongoose';
import { leafHash, leafText, type LeafRow } from '../../src/reward-feed/leaf';
import type { RelayedType } from '../../src/domain/reward-feed';
import { MerkleTree } from '../../src/seals/merkle-tree';

const FILE = join(__dirname, '..', '..', 'docs', 'seal-vectors.json');

const id = (digit: string) => new Types.ObjectId(digit.repeat(24));
const nonce = (byte: number) => new mongo.Binary(Buffer.alloc(16, byte));

const row: LeafRow = {
  _id: id('a'),
  userId: id('b'),
  eventId: id('c'),
  eventVersion: 3,
  attempt: 1,
  requestedAt: new Date('2026-06-01T00:00:00.000Z'),
  evidence: [],
  decidedAt: new Date('2026-06-02T03:04:05.678Z'),
  decidedById: id('d'),
  note: '잘했어요 "well done"',
  grants: [
    {
      ...{ id: id('e'), rewardId: id('f'), type: 'ITEM', name: 'Mug', quantity: 2, externalId: null },
      grantedAt: new Date('2026-06-02T03:04:05.678Z'),
    },
  ] as unknown as LeafRow['grants'],
  nonces: { decidedById: nonce(1), note: nonce(2), revokedById: nonce(3), revokeReason: nonce(4) },
  revokedAt: new Date('2026-06-03T00:00:00.000Z'),
  revokedById: id('9'),
  revokeReason: 'paid by mistake',
};

const TYPES: readonly RelayedType[] = [
  'REQUEST_PENDING',
  'REWARD_GRANTED',
  'REWARD_REVOKED',
  'REQUEST_PENDING',
  'REQUEST_REJECTED',
];

test('docs/seal-vectors.json holds the leaf, the path and the root of each type of entry', () => {
  const texts = TYPES.map((type, place) => leafText(place + 1, type, row));
  const tree = new MerkleTree(texts.map((_text, place) => place));
  for (const text of texts) tree.add(Buffer.from(leafHash(text), 'hex'));
  const { root, paths } = tree.finish();
  const vectors = {
    firstSequence: 1,
    lastSequence: texts.length,
    root: root.toString('hex'),
    entries: texts.map((leaf, place) => ({
      leaf,
      leafHash: leafHash(leaf),
      path: paths.get(place)!.map((hash) => hash.toString('hex')),
    })),
  };
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(vectors);
});
