import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';
import { report } from './support/report';

/** Longer than a request may take to come in. */
const STANDSTILL_MS = 12_000;
const CALLERS = 5;

test('of what came in while a server stood still, nothing that it refuses as too late is done', async () => {
  const uri = freshDatabaseUri();
  const server = await startServerProcess({ MONGODB_URI: uri });
  const { hostname, port } = new URL(server.url);
  const callers = await Promise.all(
    Array.from({ length: CALLERS }, async (_, n) => {
      const socket = connect(Number(port), hostname);
      const caller = { username: `late-${n}`, socket, received: '' };
      socket.setEncoding('utf8').on('data', (text: string) => (caller.received += text));
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return caller;
    }),
  );
  // Connections are taken in their order: the server has these.
  await fetch(`${server.url}/health/live`);
  server.child.kill('SIGSTOP');
  const closed = callers.map(({ socket, username }) => {
    const query = `mutation { register(input: { username: "${username}", password: "a password of the tests" }) { user { username } } }`;
    const body = JSON.stringify({ query });
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nConnection: close\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return once(socket, 'close');
  });
  await sleep(STANDSTILL_MS);
  server.child.kill('SIGCONT');
  await Promise.all(closed);
  // An end waits for what runs, so what is done late is done now.
  expect(await server.end()).toBe(0);

  const client = await mongo.MongoClient.connect(uri);
  const stored = await client.db().collection('users').distinct('username');
  await client.db().dropDatabase();
  await client.close();
  const answered = (status: number) =>
    callers
      .filter(({ received }) => received.startsWith(`HTTP/1.1 ${status} `))
      .map(({ username }) => username);
  expect(answered(408).filter((username) => stored.includes(username))).toEqual([]);
  expect(stored).toEqual(expect.arrayContaining(answered(200)));
  expect([...answered(200), ...answered(408)].sort()).toEqual(callers.map(({ username }) => username));
  report('A server that stood still', [
    {
      'requests that came meanwhile': CALLERS,
      'done and told': answered(200).length,
      'refused as too late, not done': answered(408).length,
    },
  ]);
}, 60_000);
