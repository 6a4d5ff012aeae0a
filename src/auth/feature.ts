import { ADMIN, PUBLIC, SIGNED_IN } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { Feature, Foundation } from '../feature';
import { ACCOUNT_COLLECTIONS, type Accounts } from '../users/accounts';
import type { Passwords } from '../users/passwords';
import { LoginFailures } from './login-failures';
import { LoginFamilies } from './login-families';
import { LOGINS_MAX, Logins } from './logins';
import { LoginResolver } from './login.resolver';
import { OneTimePasswordResolver } from './one-time-password.resolver';
import { OneTimePasswords } from './one-time-passwords';
import { OwnLogins } from './own-logins';
import { PasswordProof } from './password-proof';
import { loadJwtSecret } from './secret';
import { SessionResolver } from './session.resolver';
import { SessionService } from './session.service';
import { Tokens } from './tokens';

export const authFeature: Feature = {
  resolvers: [SessionResolver, LoginResolver, OneTimePasswordResolver],
  queries: { myLogins: SIGNED_IN },
  mutations: {
    register: { access: PUBLIC, needs: ['users'] },
    // Logins and logouts rely on no unique index.
    login: { access: PUBLIC, needs: [] },
    refreshTokens: { access: PUBLIC, needs: [] },
    // With a refresh token anybody; without one the service asks who is signed in.
    logout: { access: PUBLIC, needs: [] },
    changePassword: { access: SIGNED_IN, needs: ACCOUNT_COLLECTIONS },
    endLogin: { access: SIGNED_IN, needs: ACCOUNT_COLLECTIONS },
    resetPassword: { access: ADMIN, needs: ACCOUNT_COLLECTIONS },
    redeemOneTimePassword: { access: PUBLIC, needs: ACCOUNT_COLLECTIONS },
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
  costs: {
    'Mutation.register': 500,
    'Mutation.login': 500,
    'Mutation.changePassword': 1_000,
    'Mutation.resetPassword': 500,
    'Mutation.redeemOneTimePassword': 1_000,
  },
  listSizes: { 'Query.myLogins': LOGINS_MAX },
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
  const logins = new Logins({ database, tokens });
  const sessions = new SessionService({
    ...{ database, logins, passwords, passwordProof, accounts, failures, limits, chainer },
  });
  return {
    loginFailures: failures,
    loginFamilies: new LoginFamilies({ database, tokens, limits, chainer }),
    passwordProof,
    oneTimePasswords: new OneTimePasswords({ database, passwords, failures, logins, chainer }),
    logins,
    ownLogins: new OwnLogins({ database, chainer }),
    sessions,
    tokens,
  };
}
