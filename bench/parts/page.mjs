import { graphqlRequest } from '../http-client.mjs';
import { PAGE, PAGE_OF_TIME } from '../operations.mjs';

const CLIENTS = 16;
const FIRST = 100;

/** The newest hundred requests with user, event and grants, as an operator sees them. */
export async function page(stage) {
  const servers = {
    ours: await stage.server('ours', {}),
    'mercurius with jit': await stage.server('mercurius', { preload: './peers/mercurius.cjs' }),
    'mercurius with jit and its own loaders': await stage.server('mercurius loaders', {
      preload: './peers/mercurius-loaders.cjs',
    }),
    'graphql-yoga': await stage.server('yoga', { preload: './peers/yoga.cjs' }),
    'the usual set-up': await stage.server('usual', { preload: './peers/usual.cjs' }),
  };
  const driver = stage.worker('driver', './peers/driver.mjs');
  await fill(stage, servers.ours);

  const pages = stage.sized(1_500, 40);
  const asked = byOperators(stage, pages, () => [PAGE, { first: FIRST }]);
  const expected = await expectedIds(stage);
  const byServer = ([name, { port, pid }]) => {
    const count = name === 'the usual set-up' ? Math.ceil(pages / 8) : pages;
    return {
      ...{ name, pid, run: () => stage.load(port, CLIENTS, asked.slice(0, count)) },
      prove: (_, { answers }) => answers.forEach((body) => proveAnswer(body, expected)),
    };
  };
  const byDriver = (name, projected) => ({
    ...{ name, pid: driver.pid },
    run: () => driver.run({ kind: 'page', clients: CLIENTS, pages, first: FIRST, projected }),
  });
  const rivals = [
    ...Object.entries(servers).map(byServer),
    byDriver('bare driver, whole rows', false),
    byDriver('bare driver, projected', true),
  ];
  await stage.compare(rivals, 1); // warms
  return { same: await stage.compare(rivals), own: await ownPages(stage, servers.ours, driver, pages) };
}

/** Requests of as many accounts as there are clients. @param of the document and the variables of each */
function byOperators({ operators }, count, of) {
  return Array.from({ length: count }, (_, n) =>
    graphqlRequest(...of(n), operators[n % operators.length].accessToken),
  );
}

/** Each client reads a page of its own, so that no two requests at a time share what they read. */
async function ownPages(stage, { port, pid }, driver, pages) {
  const tos = await instantsOfPages(stage);
  const asked = byOperators(stage, pages, (n) => [PAGE_OF_TIME, { first: FIRST, to: tos[n % tos.length] }]);
  const rivals = [
    {
      ...{ name: 'ours', pid, run: () => stage.load(port, CLIENTS, asked) },
      prove: (_, { answers }) => answers.forEach((body) => nodesOf(body)),
    },
    {
      ...{ name: 'bare driver, whole rows', pid: driver.pid },
      run: () => driver.run({ kind: 'page', clients: CLIENTS, pages, first: FIRST, projected: false, tos }),
    },
  ];
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}

/** The instants that pages end before, one for each client: those of every hundredth request that a whole page follows. */
async function instantsOfPages({ db }) {
  const rows = await db
    .collection('rewardrequests')
    .find({ status: { $in: [0, 1, 2] } }, { projection: { requestedAt: 1 } })
    .sort({ requestedAt: -1, _id: -1 })
    .limit(CLIENTS * FIRST + 1)
    .toArray();
  return rows.flatMap(({ requestedAt }, place) =>
    place % FIRST === 0 && place + FIRST < rows.length ? [requestedAt.toISOString()] : [],
  );
}

/** At least some thousands of requests on several events. */
export async function fill(stage, { port }) {
  const rows = stage.db.collection('rewardrequests');
  while ((await rows.estimatedDocumentCount()) < stage.users.length * 3) {
    const eventId = await stage.createEvent();
    await stage.load(
      port,
      64,
      stage.users.map((user) => stage.claimOf(user, eventId)),
    );
  }
}

async function expectedIds(stage) {
  const rows = await stage.db
    .collection('rewardrequests')
    .find({ status: { $in: [0, 1, 2] } }, { projection: { _id: 1 } })
    .sort({ requestedAt: -1, _id: -1 })
    .limit(FIRST)
    .toArray();
  return rows.map(({ _id }) => String(_id)).join();
}

function proveAnswer(body, expected) {
  const nodes = nodesOf(body);
  if (nodes.map(({ id }) => id).join() !== expected) throw new Error('a page differs from the rows');
}

/** @throws Error unless it is a whole page, each row with its user, event and grants */
function nodesOf(body) {
  const nodes = JSON.parse(body.toString()).data?.rewardRequests?.nodes ?? [];
  const isWhole = nodes.every(
    ({ user, event, grants }) => user.username && event.title && grants.length === 2,
  );
  if (nodes.length !== FIRST || !isWhole) throw new Error('a page is not whole');
  return nodes;
}
