import { ADMIN, USER } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { LoginFailures } from '../auth/login-failures';
import type { PasswordProof } from '../auth/password-proof';
import type { Feature, Foundation } from '../feature';
import type { TokenVerifier } from '../identity-providers/token-verifier';
import type { Holds } from '../reward-requests/claim/holds';
import { ACCOUNT_COLLECTIONS } from '../users/accounts';
import type { Admins } from '../users/admins';
import { ErasureResolver } from './erasure.resolver';
import { ErasureService } from './erasure.service';
import { ErasureSteps } from './erasure-steps';

/** All that is erased: without their unique indexes a step could leave something. */
const ERASED_COLLECTIONS = [
  ...ACCOUNT_COLLECTIONS,
  ...['rewardrequests', 'events', 'userattendances', 'activities', 'rewardcodes', 'staffnotes'],
];

export const erasureFeature: Feature = {
  resolvers: [ErasureResolver],
  mutations: {
    eraseUser: { access: ADMIN, needs: ERASED_COLLECTIONS },
    eraseMyAccount: { access: USER, needs: ERASED_COLLECTIONS },
  },
  // A password hash.
  costs: { 'Mutation.eraseMyAccount': 500 },
  metrics: () => ({ repairs: ['erasure'] }),
  jobs: ({ erasures }) => ({ erasures: () => erasures.sweep() }),
};

type Parts = Foundation & {
  readonly admins: Admins;
  readonly chainer: Chainer;
  readonly feed: { wake(): void };
  readonly holds: Holds;
  readonly loginFailures: LoginFailures;
  readonly passwordProof: PasswordProof;
  readonly tokenVerifier: TokenVerifier;
};

export function erasureServices(parts: Parts) {
  const steps = new ErasureSteps(parts);
  return { erasures: new ErasureService({ ...parts, steps }) };
}
