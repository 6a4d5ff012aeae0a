import { graphqlRequest } from '../http-client.mjs';
import { TRIVIAL } from '../operations.mjs';

/** The least that a request can cost: no token, no database. */
export async function serverInfo(stage) {
  const servers = {
    ours: await stage.server('ours', {}),
    'mercurius with jit': await stage.server('mercurius', { preload: './peers/mercurius.cjs' }),
    'graphql-yoga': await stage.server('yoga', { preload: './peers/yoga.cjs' }),
    'the usual set-up': await stage.server('usual', { preload: './peers/usual.cjs' }),
  };
  // Cheap, and the last to be warm: fewer would measure the compiler.
  const requests = (name) =>
    name === 'the usual set-up'
      ? // It answers nobody who is not signed in.
        Array(stage.sized(3_000, 1_000)).fill(graphqlRequest(TRIVIAL, {}, stage.users[0].accessToken))
      : Array(stage.sized(20_000, 8_000)).fill(graphqlRequest(TRIVIAL, {}));
  const rivals = Object.entries(servers).map(([name, { port, pid }]) => ({
    ...{ name, pid, run: () => stage.load(port, 64, requests(name)) },
    prove: (_, { answers }) => {
      if (!answers.every((body) => body.includes('"version"')))
        throw new Error('an answer without a version');
    },
  }));
  await stage.compare(rivals, 1); // warms
  return stage.compare(rivals);
}
