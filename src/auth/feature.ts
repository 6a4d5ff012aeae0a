import { PUBLIC, SIGNED_IN } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { Feature, Foundation } from '../feature';
import { ACCOUNT_COLLECTIONS, type Accounts } from '../users/accounts';
import type { Passwords } from '../users/passwords';
import { LoginFailures } from './login-failures';
import { LoginFamilies } from './login-families';
import { PasswordProof } from './password-proof';
import { loadJwtSecret } from './secret';
import { SessionResolver } from './session.resolver';
import { SessionService } from './session.service';
import { Tokens } from './tokens';

export const authFeature: Feature = {
  resolvers: [SessionResolver],
  mutations: {
    register: { access: PUBLIC, needs: ['users'] },
    // Logins and logouts rely on no unique index.
    login: { access: PUBLIC, needs: [] },
    refreshTokens: { access: PUBLIC, needs: [] },
    // With a refresh token anybody; without one the service asks who is signed in.
    logout: { access: PUBLIC, needs: [] },
    changePassword: { access: SIGNED_IN, needs: ACCOUNT_COLLECTIONS },
  },
  metrics: () => ({
    outcomes: [
      {
        name: 'logins_total',
        help: 'Logins tried, by result.',
        mutation: 'login',
        zeroAtStart: 'INVALID_CREDENTIALS',
      },
    ],
  }),
  costs: { 'Mutation.register': 500, 'Mutation.login': 500, 'Mutation.changePassword': 1_000 },
};

interface Parts extends Foundation {
  readonly accounts: Accounts;
  readonly chainer: Chainer;
  readonly passwords: Passwords;
}

export function authServices({ config, database, limits, log, accounts, chainer, passwords }: Parts) {
  const tokens = new Tokens({
    secret: loadJwtSecret(config),
    previousSecrets: config.jwtSecretsPrevious,
    accessTtlSeconds: config.accessTokenTtlSeconds,
    refreshTtlSeconds: config.refreshTokenTtlSeconds,
  });
  const failures = new LoginFailures({ limits, chainer, log });
  const passwordProof = new PasswordProof({ database, passwords, failures });
  return {
    loginFailures: failures,
    loginFamilies: new LoginFamilies({ database, tokens, limits, chainer }),
    passwordProof,
    sessions: new SessionService({
      ...{ database, tokens, passwords, passwordProof, accounts, failures, limits, chainer },
    }),
    tokens,
  };
}
