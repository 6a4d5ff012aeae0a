import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts';

/** Prints what a person needs to know after `npm start`. */
export function banner({
  address,
  dataDir,
  pages,
}: {
  readonly address: string;
  readonly dataDir: string | null;
  readonly pages: { readonly console: boolean; readonly explorer: boolean };
}) {
  const accounts = DEMO_ACCOUNTS.map(
    ({ username, role, summary }) => `    ${username.padEnd(9)} ${role.padEnd(9)} ${summary}`,
  );
  const login = JSON.stringify({
    query: `mutation { login(input: { username: "alice", password: "${DEMO_PASSWORD}" }) { tokens { accessToken } } }`,
  });
  const addresses = [
    ...(pages.console ? [`  Console    ${address}/console   (operator, auditor, admin)`] : []),
    ...(pages.explorer ? [`  Explorer   ${address}/explorer`] : []),
    `  API        ${address}/graphql${pages.explorer ? '   (in a browser: Apollo Sandbox)' : ''}`,
  ];
  return `
  Event reward platform is ready.

${addresses.join('\n')}
  Health     ${address}/health/ready
  Data       ${dataDir ?? 'in the database that MONGODB_URI names'}

  Accounts   password of all: ${DEMO_PASSWORD}
${accounts.join('\n')}

  Try it     curl -s ${address}/graphql -H 'content-type: application/json' \\
               -d '${login}'
             docs/tutorial.md goes on from there: check in, claim, get paid once.

  Ctrl+C stops it; the data stays.
`;
}
