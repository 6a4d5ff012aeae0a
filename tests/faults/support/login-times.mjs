/**
 * What logins cost others, and what they tell, measured from a process of its own: the test's has other things to
 * do. Reads `{ url, accounts, password }` from standard input, and writes the times, in milliseconds, as JSON.
 */
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL } from 'node:url';
import { Connection, graphqlRequest } from '../../../bench/http-client.mjs';

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { user { id } } }';

const { what, url, accounts, password, others } = JSON.parse(await text(process.stdin));
const port = Number(new URL(url).port);
let addresses = 0;

/** From another network each time, so that no limit of attempts is in the way. */
function login(username, guess) {
  addresses += 1;
  const from = `203.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
  const request = graphqlRequest(LOGIN, { input: { username, password: guess } });
  const [line, ...rest] = request.toString().split('\r\n');
  return Buffer.from([line, `x-forwarded-for: ${from}`, ...rest].join('\r\n'));
}

const quantile = (times, share) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)];

async function timed(connection, request) {
  const begun = performance.now();
  const body = await connection.send(request);
  return { ms: performance.now() - begun, answer: JSON.parse(body.toString()) };
}

/** Unknown name and wrong password in turn, so that whatever else the machine does meets both alike. */
async function refusals({ rounds }) {
  const connection = await Connection.open(port);
  const times = { unknown: [], wrong: [] };
  for (let n = -10; n < rounds; n += 1) {
    const both = [
      ['unknown', `nobody-${process.pid}-${n + 10}`],
      ['wrong', accounts[(n + 10) % accounts.length]],
    ];
    for (const [kind, username] of n % 2 === 0 ? both : both.reverse()) {
      const { ms, answer } = await timed(connection, login(username, 'the wrong password'));
      const code = answer.errors?.[0]?.extensions.code;
      if (code !== 'INVALID_CREDENTIALS') throw new Error(`a login was answered with ${code}`);
      // The first ones warm.
      if (n >= 0) times[kind].push(ms);
    }
  }
  connection.close();
  return { unknown: quantile(times.unknown, 0.5), wrong: quantile(times.wrong, 0.5) };
}

/** The p99 of other operations alone, and while 400 logins are asked for at once until each has begun. */
async function besideLogins({ rounds, logins }) {
  const connections = await Promise.all(Array.from({ length: what.clients }, () => Connection.open(port)));
  const stranger = await Promise.all(Array.from({ length: logins }, () => Connection.open(port)));
  const requests = others.map(({ query, variables, token }) => graphqlRequest(query, variables, token));
  const p99While = async (isOver) => {
    const times = [];
    await Promise.all(
      connections.map(async (connection, place) => {
        for (let n = place * 7; !isOver(); n += 1) {
          const { ms, answer } = await timed(connection, requests[n % requests.length]);
          if (answer.errors) throw new Error(`another operation met ${answer.errors[0].extensions.code}`);
          times.push(ms);
        }
      }),
    );
    return { p99: quantile(times, 0.99), count: times.length };
  };
  const storm = async () => {
    let waited = 0;
    await Promise.all(
      stranger.map(async (connection, n) => {
        for (;;) {
          const { answer } = await timed(connection, login(accounts[n % accounts.length], password));
          if (!answer.errors) return;
          const [{ extensions }] = answer.errors;
          if (extensions.code !== 'SERVICE_UNAVAILABLE') throw new Error(`a login met ${extensions.code}`);
          waited += 1;
          await sleep(extensions.retryAfterSeconds * 1_000);
        }
      }),
    );
    return waited;
  };
  const results = [];
  for (let round = -1; round < rounds; round += 1) {
    const until = performance.now() + 3_000;
    const alone = await p99While(() => performance.now() > until);
    let over = false;
    const stormed = storm().finally(() => (over = true));
    const beside = await p99While(() => over);
    results.push({ alone, beside, waited: await stormed });
  }
  for (const connection of [...connections, ...stranger]) connection.close();
  // The first one warms.
  return results.slice(1);
}

process.stdout.write(JSON.stringify(await { refusals, besideLogins }[what.name](what)));
