import { serverAudits } from 'graphql-http';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The three that ask by a plain GET, which any page can make a browser send: CSRF prevention refuses those. */
const REFUSED_ON_PURPOSE = [
  'MAY accept application/x-www-form-urlencoded formatted GET requests',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];

test('the audits of GraphQL over HTTP pass, but for plain GETs', async () => {
  const results = [];
  for (const audit of serverAudits({ url: `${server.url}/graphql`, fetchFn: fetch })) {
    const { status, name } = await audit.fn();
    results.push({ status, name });
  }
  expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  expect(results.filter(({ status }) => status !== 'ok').map(({ name }) => name)).toEqual(REFUSED_ON_PURPOSE);
  expect(results.filter(({ status }) => status === 'ok')).toHaveLength(58);
});
