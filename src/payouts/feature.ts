import DataLoader from 'dataloader';
import { OPERATORS, STAFF } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { knownId } from '../database/object-ids';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import type { Claims } from '../reward-requests/claim/claims';
import { PAYOUT_COLLECTIONS } from './payout-collections';
import { Payout } from './payout.model';
import { PayoutRequestResolver, PayoutResolver } from './payout.resolver';
import { PayoutCounts } from './payout-counts';
import { payoutMembersExport } from './payout-members.export';
import { PayoutRunner } from './payout-runner';
import { MEMBER_OUTCOMES, payoutSignals } from './payout-signals';
import { PayoutStarter } from './payout-starter';
import { PAYOUT_PROJECTION, PayoutService } from './payout.service';

const CHANGE = { access: OPERATORS, needs: PAYOUT_COLLECTIONS };

export const payoutFeature: Feature = {
  collections: [{ name: 'payouts', model: { property: 'payouts', rows: Payout } }],
  resolvers: [PayoutResolver, PayoutRequestResolver],
  queries: { payout: STAFF, payouts: STAFF },
  mutations: { startPayout: CHANGE, changePayout: CHANGE },
  exports: [payoutMembersExport],
  metrics: ({ payoutRunner }) => ({
    gauges: [
      {
        name: 'payouts_running',
        help: 'Payouts that this server is working on.',
        read: () => payoutRunner.count,
      },
    ],
    counters: [
      {
        name: 'payout_members_total',
        help: 'Members that payouts have passed, by result.',
        label: { name: 'outcome', values: MEMBER_OUTCOMES },
        listen: (count) => payoutSignals.member.listen(count),
      },
    ],
  }),
  jobs: ({ payoutRunner }) => ({ payouts: () => payoutRunner.sweep() }),
  // Counted from the rows while it runs.
  costs: { 'Payout.paid': 100 },
};

type Parts = Foundation & { readonly chainer: Chainer; readonly claims: Claims };

export function payoutServices({ config, database, structure, chainer, claims, clock, log }: Parts) {
  return {
    payouts: new PayoutService({ database, chainer }),
    payoutStarter: new PayoutStarter({
      database,
      chainer,
      secondPersonAbove: config.payoutSecondPersonAbove,
    }),
    payoutRunner: new PayoutRunner({
      ...{ database, structure, chainer, claims, clock, log },
      counts: new PayoutCounts({ database, chainer, clock }),
    }),
  };
}

export function payoutRows({ payouts }: Pick<Collections, 'payouts'>) {
  return new RowsById(payouts, PAYOUT_PROJECTION, 'payouts');
}

export function payoutLoaders({ services, kind, signal }: LoaderParts) {
  return {
    payout: services.rows[kind].payouts.loader(),
    paidCount: new DataLoader((ids: readonly string[]) =>
      services.payouts.countPaid(ids.map(knownId), signal()),
    ),
  };
}
