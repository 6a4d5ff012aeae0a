import { graphqlRequest } from '../http-client.mjs';
import { PAGE } from '../operations.mjs';

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
  const ask = graphqlRequest(PAGE, { first: FIRST }, stage.operator.accessToken);
  const expected = await expectedIds(stage);
  const byServer = ([name, { port, pid }]) => {
    const count = name === 'the usual set-up' ? Math.ceil(pages / 8) : pages;
    return {
      ...{ name, pid, run: () => stage.load(port, CLIENTS, Array(count).fill(ask)) },
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
  return stage.compare(rivals);
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
  const nodes = JSON.parse(body.toString()).data?.rewardRequests?.nodes ?? [];
  const whole = nodes.every(({ user, event, grants }) => user.username && event.title && grants.length === 2);
  if (!whole || nodes.map(({ id }) => id).join() !== expected)
    throw new Error('a page differs from the rows');
}
