import DataLoader from 'dataloader';
import { KEYS_ONLY, OPERATORS, SIGNED_IN, STAFF, USER } from '../access/permissions';
import type { AttendanceService } from '../attendance/attendance.service';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { CLAIM_ACCESS, Claims } from './claim/claims';
import { ClaimFactsReader } from './claim/facts-reader';
import { FailureLimit } from './claim/failure-limit';
import { Holds } from './claim/holds';
import { RequestInserter, RequestStore } from './claim/insert-request';
import { Stock } from './claim/stock';
import type { CodesOfRequests } from './codes-of-requests';
import { ConditionProgressResolver } from './condition-progress.resolver';
import { Decisions } from './decisions';
import { Eligibility, EligibilityFactsReader } from './eligibility';
import { EligibilityResolver, EventEligibilityResolver } from './eligibility.resolver';
import { grantsExport } from './grants.export';
import { ManyDecisionsResolver } from './many-decisions.resolver';
import { PAYMENT_COLLECTIONS } from './payment-collections';
import { requestsExport } from './requests.export';
import { GrantRewardSumResolver, RewardGrantResolver, UserGrantResolver } from './reward-grant.resolver';
import { RevocationResolver } from './revocation.resolver';
import { Revocations } from './revocations';
import { RewardRequest } from './reward-request.model';
import { EventRequestResolver, RewardRequestResolver } from './reward-request.resolver';
import { ServedRequestResolver } from './served-request.resolver';
import { RewardRequestService } from './reward-request.service';
import { StockReturns } from './stock-returns';
import { knownId } from '../database/object-ids';
import { DECISIONS_MAX } from '../domain/limits';

export const rewardRequestFeature: Feature = {
  collections: [
    { name: 'rewardrequests', model: { property: 'requests', rows: RewardRequest }, ofUsers: true },
  ],
  exports: [requestsExport, grantsExport],
  resolvers: [
    ConditionProgressResolver,
    EligibilityResolver,
    EventEligibilityResolver,
    EventRequestResolver,
    GrantRewardSumResolver,
    ManyDecisionsResolver,
    RevocationResolver,
    RewardGrantResolver,
    RewardRequestResolver,
    ServedRequestResolver,
    UserGrantResolver,
  ],
  queries: {
    eligibility: SIGNED_IN,
    myRewardRequests: USER,
    rewardRequest: SIGNED_IN,
    rewardRequests: STAFF,
    rewardGrants: STAFF,
    rewardGrantSums: STAFF,
  },
  mutations: {
    requestRewardFor: { access: KEYS_ONLY, needs: PAYMENT_COLLECTIONS },
    requestReward: { access: CLAIM_ACCESS, needs: PAYMENT_COLLECTIONS },
    approveRewardRequest: {
      access: OPERATORS,
      needs: [...PAYMENT_COLLECTIONS, ...RECORDED_COLLECTIONS],
    },
    approveRewardRequests: {
      access: OPERATORS,
      needs: [...PAYMENT_COLLECTIONS, ...RECORDED_COLLECTIONS],
    },
    // Rejecting takes nothing from anybody, so it stays possible without the guard.
    rejectRewardRequest: { access: OPERATORS, needs: RECORDED_COLLECTIONS },
    rejectRewardRequests: { access: OPERATORS, needs: RECORDED_COLLECTIONS },
    // So does revoking.
    revokeRewardRequest: { access: OPERATORS, needs: RECORDED_COLLECTIONS },
  },
  metrics: ({ claims }) => ({
    repairs: ['decidedHold', 'openHold', 'stockReturn'],
    gauges: [
      { name: 'claims_open', help: 'Claims that are waiting for their answer.', read: () => claims.open },
    ],
    outcomes: [
      {
        name: 'claims_total',
        help: 'Claims answered, by result.',
        mutation: 'requestReward',
        zeroAtStart: 'SUCCESS',
      },
    ],
  }),
  jobs: ({ holds, stockReturns }) => ({
    holds: () => holds.sweep(),
    stockReturns: () => stockReturns.sweep(),
  }),
  costs: {
    'Query.rewardGrantSums': 2_000,
    // One in an operation.
    'Mutation.approveRewardRequests': 13_000,
    'Mutation.rejectRewardRequests': 13_000,
    'Event.myEligibility': 20,
    'User.points': 20,
    // Up to 5 KB.
    'ConditionProgress.days': 5,
    'ConditionProgress.excusedDays': 5,
  },
  listSizes: {
    'RewardGrantSums.rewards': 200,
    'ApproveRewardRequestsPayload.outcomes': DECISIONS_MAX,
    'RejectRewardRequestsPayload.outcomes': DECISIONS_MAX,
  },
};

type Parts = Foundation & {
  readonly chainer: Chainer;
  readonly attendance: AttendanceService;
  readonly codes: CodesOfRequests;
  /** Woken when a request owes the feed an entry. */
  readonly feed: { wake(): void };
};

export function rewardRequestServices(parts: Parts) {
  const { attendance, calendar, chainer, codes, database, feed, limits, log, skew, structure } = parts;
  const stock = new Stock(database, log);
  const holds = new Holds(database, log);
  const facts = new ClaimFactsReader({ database, structure, skew, calendar, attendance });
  const failures = new FailureLimit(database, calendar);
  const stockReturns = new StockReturns({ database, chainer, log });
  const inserter = new RequestInserter(database, new RequestStore(database), holds);
  return {
    claims: new Claims({ calendar, skew, facts, failures, inserter, stock, holds, codes, feed }),
    decisions: new Decisions({ database, chainer, holds, codes, feed }),
    eligibility: new Eligibility({
      facts: new EligibilityFactsReader(database, structure),
      structure,
      calendar,
      limits,
    }),
    holds,
    revocations: new Revocations({ database, chainer, stockReturns, feed }),
    rewardRequests: new RewardRequestService(database.reads),
    stockReturns,
  };
}

export function rewardRequestLoaders({ services: { rewardRequests }, signal }: LoaderParts) {
  return {
    points: new DataLoader((ids: readonly string[]) => rewardRequests.points(ids.map(knownId), signal())),
    requestPair: new DataLoader((ids: readonly string[]) =>
      rewardRequests.pairsOf(ids.map(knownId), signal()),
    ),
    /** Keys are `user/event`, both ids as hex. */
    latestRequest: new DataLoader((keys: readonly string[]) => {
      // One viewer per operation, so one user.
      const [user = ''] = (keys[0] ?? '').split('/');
      return rewardRequests.latestOf(
        knownId(user),
        keys.map((key) => knownId(key.slice(key.indexOf('/') + 1))),
        signal(),
      );
    }),
  };
}
