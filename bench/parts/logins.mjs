import { graphqlRequest } from '../http-client.mjs';
import { LOGIN, TRIVIAL } from '../operations.mjs';
import { PASSWORD } from '../seed.mjs';

/** As many hashes as the server makes at once; a few more logins, so that it never waits for the next. */
const HASHES_AT_ONCE = 2;
const CLIENTS = 4;

/** Logins against the hashing alone, and what they do to the others. */
export async function logins(stage) {
  const ours = await stage.server('ours', {});
  const argon2 = stage.worker('argon2', './peers/argon2.mjs');
  const count = stage.sized(300, 20);
  const { passwordHash } = await stage.db.collection('users').findOne({ username: 'user-0' });
  const requests = Array.from({ length: count }, (_, n) =>
    graphqlRequest(LOGIN, { input: { username: `user-${n % stage.users.length}`, password: PASSWORD } }),
  );
  const begin = () => stage.load(ours.port, CLIENTS, requests);
  const proveLogins = (_, { answers }) => {
    if (!answers.every((body) => body.includes('"accessToken"'))) throw new Error('a login failed');
  };
  const rivals = [
    { name: 'ours', pid: ours.pid, run: begin, prove: proveLogins },
    {
      ...{ name: 'argon2 alone', pid: argon2.pid },
      run: () => argon2.run({ count, atOnce: HASHES_AT_ONCE, passwordHash, password: PASSWORD }),
    },
  ];
  await stage.compare(rivals, 1); // warms
  const rates = await stage.compare(rivals);
  const reads = Array(stage.sized(3_000, 200)).fill(graphqlRequest(TRIVIAL, {}));
  const others = await stage.compare([
    { name: 'other operations, alone', pid: ours.pid, run: () => stage.load(ours.port, 8, reads) },
    {
      ...{ name: 'other operations, beside logins', pid: ours.pid },
      run: () => beside(stage, ours, requests, () => stage.load(ours.port, 8, reads)),
    },
  ]);
  return { ...rates, ...others };
}

/** Keeps logins coming for as long as the work takes. */
async function beside(stage, { port }, requests, work) {
  let done = false;
  const background = (async () => {
    for (let n = 0; !done; n += CLIENTS) {
      const some = Array.from({ length: CLIENTS }, (_, k) => requests[(n + k) % requests.length]);
      await stage.load(port, CLIENTS, some);
    }
  })();
  const result = await work();
  done = true;
  await background;
  return result;
}
