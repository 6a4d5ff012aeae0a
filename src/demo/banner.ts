import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts';

/** What somebody who typed `npm start` wants to know next. */
export function banner({
  address,
  dataDir,
  sandbox,
}: {
  address: string;
  dataDir: string | null;
  sandbox: boolean;
}) {
  const accounts = DEMO_ACCOUNTS.map(
    ({ username, role, summary }) => `    ${username.padEnd(9)} ${role.padEnd(9)} ${summary}`,
  );
  const login = JSON.stringify({
    query: `mutation { login(input: { username: "alice", password: "${DEMO_PASSWORD}" }) { tokens { accessToken } } }`,
  });
  return `
  Event reward platform is ready.

  API        ${address}/graphql${sandbox ? '   (in a browser: Apollo Sandbox)' : ''}
  Health     ${address}/health/ready
  Data       ${dataDir ?? 'in the database that MONGODB_URI names'}

  Accounts   password of all: ${DEMO_PASSWORD}
${accounts.join('\n')}

  Try it     curl -s ${address}/graphql -H 'content-type: application/json' \\
               -d '${login}'
             README.md goes on from there: check in, claim, get paid once.

  Ctrl+C stops it; the data stays.
`;
}
