import { PUBLIC, SIGNED_IN } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { Logins } from '../auth/logins';
import type { Feature, Foundation } from '../feature';
import { ACCOUNT_COLLECTIONS } from '../users/accounts';
import type { Identities } from '../users/identities';
import { IdentityLinks } from './identity-links.service';
import { IdentityLogins } from './identity-logins.service';
import { IdentityProviderResolver } from './identity-provider.resolver';
import { KeySet } from './key-set';
import { readKeySet } from './read-key-set';
import { TokenVerifier } from './token-verifier';

export const identityProviderFeature: Feature = {
  resolvers: [IdentityProviderResolver],
  mutations: {
    loginWithIdentity: { access: PUBLIC, needs: ['users'] },
    linkIdentity: { access: SIGNED_IN, needs: ACCOUNT_COLLECTIONS },
    unlinkIdentity: { access: SIGNED_IN, needs: ACCOUNT_COLLECTIONS },
  },
  costs: { 'Mutation.loginWithIdentity': 100, 'Mutation.linkIdentity': 100 },
  jobs: ({ identityKeySets }) => ({
    identityKeys: async () => {
      await Promise.all(identityKeySets.map((keySet) => keySet.refresh()));
    },
  }),
  metrics: () => ({
    outcomes: [
      {
        name: 'identity_logins_total',
        help: 'Logins by identity tokens tried, by result.',
        mutation: 'loginWithIdentity',
        zeroAtStart: 'INVALID_IDENTITY_TOKEN',
      },
    ],
  }),
};

interface Parts extends Foundation {
  readonly chainer: Chainer;
  readonly identities: Identities;
  readonly logins: Logins;
}

export function identityProviderServices({
  config,
  database,
  limits,
  log,
  chainer,
  identities,
  logins,
}: Parts) {
  const issuers = config.identityIssuers.map((each) => ({
    ...each,
    keySet: new KeySet({ issuer: each.issuer, read: () => readKeySet(each.keys), log }),
  }));
  const tokenVerifier = new TokenVerifier(issuers);
  return {
    identityKeySets: issuers.map(({ keySet }) => keySet),
    identityLinks: new IdentityLinks({ database, tokenVerifier, chainer }),
    tokenVerifier,
    identityLogins: new IdentityLogins({ database, tokenVerifier, identities, logins, limits }),
  };
}
