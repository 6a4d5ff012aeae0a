import { ask, expectCoded } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const QUERY =
  'mutation ($p: String!) { login(input: { username: "x", password: $p }) { tokens { accessToken } } }';
const body = (password: Buffer) =>
  Buffer.concat([
    Buffer.from(`{"query": ${JSON.stringify(QUERY)}, "variables": {"p": "`),
    password,
    Buffer.from('"}}'),
  ]);
const send = (bytes: Buffer, type = 'application/json') =>
  ask(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(bytes),
  });

/** Two words in CP949, half a character, a surrogate, and an overlong slash. */
test.each(['bac7cbc0', 'c8a3b6fb', 'e382', 'eda080', 'c0af'])(
  'the bytes %s are no UTF-8: 400',
  async (bytes) => {
    const answer = await send(body(Buffer.from(bytes, 'hex')));
    expectCoded(answer);
    expect([answer.status, answer.errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  },
);

test.each(['euc-kr', '"EUC-KR"', 'utf-16', 'latin1', ''])(
  'the charset %s is foreign: 415',
  async (charset) => {
    const answer = await send(body(Buffer.from('x')), `application/json; charset=${charset}`);
    expectCoded(answer);
    expect(answer.status).toBe(415);
  },
);

test.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('the charset %s is read', async (charset) => {
  const answer = await send(body(Buffer.from('비밀번호')), `application/json;charset=${charset}`);
  expect(answer.errors[0]?.extensions.code).toBe('INVALID_CREDENTIALS');
});
