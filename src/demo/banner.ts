import { join } from 'node:path';
import type { Config } from '../config';
import { DEMO_ACCOUNTS, DEMO_KEY_FILE, DEMO_PASSWORD } from './demo-accounts';
import { WEBHOOKS_PATH } from './webhook-inbox';

interface Started {
  readonly address: string;
  readonly config: Pick<Config, 'dataDir' | 'console' | 'explorer' | 'registration'>;
  readonly embedded: { readonly dataDir: string } | null;
}

/** Prints what a person needs to know after `npm start`. */
export function demoBanner({ address, config, embedded }: Started): string {
  const keyFile = join(config.dataDir, DEMO_KEY_FILE);
  const accounts = DEMO_ACCOUNTS.map(
    ({ username, role, summary }) => `    ${username.padEnd(9)} ${role.padEnd(9)} ${summary}`,
  );
  const login = JSON.stringify({
    query: `mutation { login(input: { username: "alice", password: "${DEMO_PASSWORD}" }) { tokens { accessToken } } }`,
  });
  const addresses = [
    `  Start here ${address}/demo   (sign up, check in, get a reward: two minutes)`,
    ...(config.console ? [`  Console    ${address}/console   (operator, auditor, admin)`] : []),
    ...(config.explorer ? [`  Explorer   ${address}/explorer`] : []),
    `  API        ${address}/graphql${config.explorer ? '   (in a browser: Apollo Sandbox)' : ''}`,
    `  Webhooks   ${address}${WEBHOOKS_PATH}   (what arrived)`,
  ];
  return `
  Event reward platform is ready.

${addresses.join('\n')}
  Health     ${address}/health/ready
  Data       ${embedded?.dataDir ?? 'in the database that MONGODB_URI names'}

  Accounts   password of all: ${DEMO_PASSWORD}
${accounts.join('\n')}${config.registration ? '' : '\n    Registration is closed (REGISTRATION=off).'}

  Identities node dist/cli.js demo-identity-token --subject p-1001
             prints a token for loginWithIdentity: docs/guides/identities.md

  Backends   a service key with every scope, of the source "shop": ${keyFile}

  Try it     curl -s ${address}/graphql -H 'content-type: application/json' \\
               -d '${login}'
             docs/tutorial.md goes on from there: check in, claim, get paid once;
             docs/tutorial-backend.md connects a backend: users, purchases, rewards handed over.

  Ctrl+C stops it; the data stays.
`;
}
