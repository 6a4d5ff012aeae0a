import { WEBHOOKS_PATH } from './webhook-inbox';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts';

/** Prints what a person needs to know after `npm start`. */
export function banner({
  address,
  dataDir,
  keyFile,
  pages,
  registrationOpen,
}: {
  readonly address: string;
  readonly dataDir: string | null;
  readonly keyFile: string;
  readonly pages: { readonly console: boolean; readonly explorer: boolean };
  readonly registrationOpen: boolean;
}) {
  const accounts = DEMO_ACCOUNTS.map(
    ({ username, role, summary }) => `    ${username.padEnd(9)} ${role.padEnd(9)} ${summary}`,
  );
  const login = JSON.stringify({
    query: `mutation { login(input: { username: "alice", password: "${DEMO_PASSWORD}" }) { tokens { accessToken } } }`,
  });
  const addresses = [
    `  Start here ${address}/demo   (sign up, check in, get a reward: two minutes)`,
    ...(pages.console ? [`  Console    ${address}/console   (operator, auditor, admin)`] : []),
    ...(pages.explorer ? [`  Explorer   ${address}/explorer`] : []),
    `  API        ${address}/graphql${pages.explorer ? '   (in a browser: Apollo Sandbox)' : ''}`,
    `  Webhooks   ${address}${WEBHOOKS_PATH}   (what arrived)`,
  ];
  return `
  Event reward platform is ready.

${addresses.join('\n')}
  Health     ${address}/health/ready
  Data       ${dataDir ?? 'in the database that MONGODB_URI names'}

  Accounts   password of all: ${DEMO_PASSWORD}
${accounts.join('\n')}${registrationOpen ? '' : '\n    Registration is closed (REGISTRATION=off).'}

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
