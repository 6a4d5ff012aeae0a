import { randomUUID } from 'node:crypto';
import {
  CheckAttendanceDocument,
  LoginDocument,
  RefreshTokensDocument,
  RegisterDocument,
  RequestRewardDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import type { Answer } from '../../support/client';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

/** All from one address, with the limits as they are unless told otherwise. */
let server: TestServer;
let event: CreatedEvent;
beforeAll(async () => {
  server = await startTestServer({ env: { RATE_LIMIT: 'on' } });
  event = await createEvent(await server.actor('OPERATOR'));
});
afterAll(() => server.close());

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
}

const many = <T>(count: number, call: (n: number) => Promise<Answer<T>>) =>
  Promise.all(Array.from({ length: count }, (_, n) => call(n)));
const claim = (user: Actor) => user.ask(RequestRewardDocument, { input: { eventId: event.id } });

type Storm = () => Promise<ReadonlyArray<Answer<unknown>>>;

const STORMS: ReadonlyArray<readonly [name: string, prepare: () => Promise<Storm>]> = [
  [
    '200 claims of one user',
    async () => {
      const user = await qualified();
      return () => many(200, () => claim(user));
    },
  ],
  [
    '50 check-ins of one user',
    async () => {
      const user = await server.actor('USER');
      return () => many(50, () => user.ask(CheckAttendanceDocument));
    },
  ],
  [
    '50 users who register and claim',
    async () => {
      const registerAndClaim = async () => claim(await qualified());
      return () => many(50, registerAndClaim);
    },
  ],
  [
    '20 registrations of one name',
    async () => {
      const input = { username: `n-${randomUUID().slice(0, 8)}`, password: 'a password of the tests' };
      return () => many(20, () => server.anonymous.ask(RegisterDocument, { input }));
    },
  ],
  [
    '400 logins of one account',
    async () => {
      const { username, password } = await server.actor('USER');
      return () => many(400, () => server.anonymous.ask(LoginDocument, { input: { username, password } }));
    },
  ],
  [
    '50 refreshes of one login',
    async () => {
      const { refreshToken } = (await server.actor('USER')).tokens;
      return () => many(50, () => server.anonymous.ask(RefreshTokensDocument, { input: { refreshToken } }));
    },
  ],
];

test.each(STORMS)('%s, twice in a row, are not too many for the limits', async (_name, prepare) => {
  const storm = await prepare();
  const answers = [...(await storm()), ...(await storm())];
  const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
  // Hashes have a queue of their own: who finds it full is told when to come again.
  expect(codes.filter((code) => code !== 'SERVICE_UNAVAILABLE')).toEqual([]);
  expect(answers.length - codes.length).toBeGreaterThan(0);
});
