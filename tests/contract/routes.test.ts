import { ask } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

/**
 * Who may ask what, per route. A new route fails here until it is decided on: PUBLIC answers hold nothing
 * that belongs to anybody; of GRAPHQL the permission table decides, of an export its row for the query that
 * lists the same.
 */
const DECISIONS: Readonly<
  Record<string, 'PUBLIC' | 'GRAPHQL' | 'PREFLIGHT' | 'AS ITS QUERY' | 'A SERVICE KEY' | 'OPERATORS'>
> = {
  'GET /': 'PUBLIC',
  'HEAD /': 'PUBLIC',
  'GET /graphql': 'PUBLIC',
  'HEAD /graphql': 'PUBLIC',
  'POST /graphql': 'GRAPHQL',
  // Refused with the method that is right.
  'PUT /graphql': 'PUBLIC',
  'PATCH /graphql': 'PUBLIC',
  'DELETE /graphql': 'PUBLIC',
  'OPTIONS /graphql': 'PREFLIGHT',
  'OPTIONS *': 'PREFLIGHT',
  'GET /console': 'PUBLIC',
  'HEAD /console': 'PUBLIC',
  'GET /console/*': 'PUBLIC',
  'HEAD /console/*': 'PUBLIC',
  'GET /explorer': 'PUBLIC',
  'HEAD /explorer': 'PUBLIC',
  'GET /explorer/*': 'PUBLIC',
  'HEAD /explorer/*': 'PUBLIC',
  // The storefront, where it is shown.
  'GET /demo': 'PUBLIC',
  'HEAD /demo': 'PUBLIC',
  'GET /demo/*': 'PUBLIC',
  'HEAD /demo/*': 'PUBLIC',
  // The demo accounts, in development.
  'GET /explorer/accounts': 'PUBLIC',
  'HEAD /explorer/accounts': 'PUBLIC',
  'POST /activities': 'A SERVICE KEY',
  'POST /codes': 'OPERATORS',
  'POST /imports/users': 'OPERATORS',
  'POST /imports/attendance': 'OPERATORS',
  'GET /export/requests.csv': 'AS ITS QUERY',
  'GET /export/grants.csv': 'AS ITS QUERY',
  'GET /export/activities.csv': 'AS ITS QUERY',
  'GET /export/attendance.csv': 'AS ITS QUERY',
  'GET /export/audit.csv': 'AS ITS QUERY',
  'GET /export/audience-members.csv': 'AS ITS QUERY',
  'GET /export/payout-members.csv': 'AS ITS QUERY',
  'GET /health/live': 'PUBLIC',
  'HEAD /health/live': 'PUBLIC',
  'GET /health/ready': 'PUBLIC',
  'HEAD /health/ready': 'PUBLIC',
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: { CORS_ORIGINS: 'https://shop.example', STOREFRONT: 'on' },
  });
});
afterAll(() => server.close());

/** Lines such as `├── /graphql (GET, HEAD)`; those of longer paths stand indented below the shorter ones. */
function routesOf(text: string): string[] {
  const above: string[] = [];
  return text.split('\n').flatMap((line) => {
    const [, indent = '', name, methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (name === undefined) return [];
    const depth = indent.length / 4;
    above.length = depth;
    above[depth] = depth > 0 && !name.startsWith('/') ? `/${name}` : name;
    return methods === ''
      ? []
      : methods.split(', ').map((method) => `${method} ${above.join('').replace(/^\/\//, '/')}`);
  });
}

test('every HTTP route has a decision, and every decision a route', () => {
  const routes = routesOf(server.app.http.printRoutes({ commonPrefix: false }));
  expect(routes.sort()).toEqual(Object.keys(DECISIONS).sort());
});

test.each(Object.entries(DECISIONS).filter(([, decision]) => ['PUBLIC', 'PREFLIGHT'].includes(decision)))(
  '%s answers nothing that belongs to anybody, and no operation',
  async (route) => {
    const user = await server.actor('USER');
    const [method = '', path = ''] = route.split(' ');
    const query = encodeURIComponent('{ me { id } }');
    const { text } = await ask(`${server.url}${path.replace('*', '/any')}?query=${query}`, {
      method,
      headers: { authorization: `Bearer ${user.accessToken}`, accept: 'text/html' },
    });
    expect(text).not.toContain(user.id);
  },
);
