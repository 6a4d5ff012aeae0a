import { AUDITORS, SIGNED_IN } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import { RELAYED_TYPES } from '../domain/reward-feed';
import type { Feature, Foundation } from '../feature';
import { DailySeal } from './daily-seal';
import { SealProofs } from './seal-proofs';
import { SealResolver } from './seal.resolver';
import { SealService } from './seal.service';

export const sealFeature: Feature = {
  resolvers: [SealResolver],
  // Of sealProof the service judges further: a claimant reads the own proofs alone.
  queries: { seals: AUDITORS, sealProof: SIGNED_IN },
  metrics: ({ dailySeal }) => ({
    gauges: [
      {
        name: 'seal_age_days',
        acrossWorkers: 'min',
        help: 'Days since the reward feed was last sealed in full.',
        read: () => dailySeal.ageDays,
      },
    ],
  }),
  prepare: ({ dailySeal }) => dailySeal.open(),
  jobs: ({ dailySeal }) => ({ dailySeal: () => dailySeal.startIfDue() }),
  // Each reads up to 100,000 leaves for each sealed entry of the request.
  costs: { 'Query.sealProof': 8_000 },
  // A request has one entry of each type at most.
  listSizes: { 'Query.sealProof': RELAYED_TYPES.length },
};

export function sealServices({
  database,
  chainer,
  structure,
  calendar,
  clock,
  log,
}: Foundation & { readonly chainer: Chainer }) {
  return {
    dailySeal: new DailySeal({ database, chainer, structure, calendar, clock, log }),
    sealProofs: new SealProofs(database.reads),
    seals: new SealService(database.reads),
  };
}
