import { ask, expectCoded } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const send = (body: string | Buffer) =>
  ask(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
const bytes = (...values: number[]) => Buffer.from(values);
const around = (value: string) => `{"query":${value}}`;

/** What parsers of JSON have wrongly taken: the kinds of case are those of the JSONTestSuite, written for our bodies. */
const MALFORMED: ReadonlyArray<string | Buffer> = [
  // Structures
  ...[
    '{',
    '}',
    '[',
    ']',
    '{]',
    '[}',
    '{"query"',
    '{"query":',
    '{"query":}',
    '{"query" "x"}',
    '{"query"::"x"}',
  ],
  ...[
    '{"query":"x"',
    '{"query":"x",}',
    '{"query":"x",,}',
    '{,"query":"x"}',
    '{"query":"x";}',
    '{"query":"x"}}',
  ],
  ...['{"query":"x"}]', '{"query":"x"}#', '{"query":"x"}{"query":"x"}', '{"query":"x"} x', '["x",]', '[,]'],
  ...[
    '["x"',
    '["x"]]',
    '["x""y"]',
    '["x":1]',
    '{"a":1 "b":2}',
    '{1:1}',
    '{null:1}',
    '{query:"x"}',
    "{'query':'x'}",
  ],
  ...['{"query":["x"}', '{"a":{}', '{"a":[{}]', '{[:"x"}', '{"query",null}', '<null>', '[<null>]', '*', '💩'],
  // Literals
  ...[
    'nul',
    'nulll',
    'tru',
    'True',
    'TRUE',
    'fals',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    'None',
    'nil',
  ],
  ...['NaN', 'Infinity', '-Infinity', 'undefined', 'tru', 'nul', 'Null', 'new Date()', 'x', '$'].map(around),
  // Numbers
  ...[
    '+1',
    '01',
    '-01',
    '-',
    '--1',
    '1.',
    '.1',
    '-.1',
    '1.e1',
    '1e',
    '1e+',
    '1eE2',
    '1.2.3',
    '0x1',
    '0b1',
    '1_000',
  ],
  ...['1,000', '1 000', '0e', '1ea', '-1x', '\uff11', '1n', '++1', '- 1', '0.3e', '2.e3', '9.e+', '-2.'].map(
    around,
  ),
  // Texts
  ...[
    '"',
    '"x',
    'x"',
    "'x'",
    '`x`',
    '"\\"',
    '"\\x00"',
    '"\\u"',
    '"\\u00"',
    '"\\u00G0"',
    '"\\U0000"',
    '"\\a"',
  ],
  ...[
    '"\\u{1F600}"',
    '"\n"',
    '"\t"',
    '"\u0000"',
    '"\u001f"',
    '"x" "y"',
    '"\\',
    '"\\ud8',
    '\u201cx\u201d',
  ].map(around),
  // Comments and what JavaScript would take
  ...['{"query":"x"/*c*/}', '//c\n{"query":"x"}', '#c\n{"query":"x"}', '{"query":"x"}//', '({"query":"x"})'],
  ...['{"query":"x"};', ")]}',\n{}", '{...{}}', '{"query":("x")}', '{get query(){}}', '/x/', '[1].x', '!{}'],
  // Spaces that are none
  ...['\u00a0{}', '{}\u00a0', '\u2028{}', '\v{}', '\f{}', '{\u3000}', '\u2060{}'],
  // Depth
  ...['['.repeat(60_000), '{"a":'.repeat(10_000), `${'['.repeat(30_000)}${']'.repeat(29_999)}`],
  // Bytes
  ...[
    bytes(),
    bytes(0),
    bytes(0xff),
    bytes(0xef, 0xbb),
    bytes(0x7b, 0x00, 0x7d, 0x00),
    bytes(0xfe, 0xff, 0, 0x7b),
  ],
  ...[Buffer.from('\ufeff{"query":"x"', 'utf16le'), bytes(0x80, 0x81), bytes(0x7b, 0xc0, 0xaf, 0x7d)],
  Buffer.concat([Buffer.from('{"query'), bytes(0)]),
];

test.each(MALFORMED.map((body) => [JSON.stringify(String(body).slice(0, 40)), body]))(
  'a body that is no JSON is 400, coded, as JSON: %s',
  async (_shown, body) => {
    const answer = await send(body);
    expectCoded(answer);
    expect(answer.status).toBe(400);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_REQUEST']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  },
);

/** JSON all the same; what it says may be nonsense. */
const ODD: ReadonlyArray<string | Buffer> = [
  ...['0', '-0', '1e400', '""', '"x"', 'true', 'null', '[]', '[[]]', '{}', ' {} ', '\r\n\t{}\r\n', '{"":0}'],
  ...[
    '{"query":"{ me { id } }","query":"{ me { role } }"}',
    '{"query":"{ me { id } }","a":{"a":{"a":[{}]}}}',
  ],
  ...[
    '{"query":"\\u007b me { id } }"}',
    '{"query":"\\/"}',
    '{"query":"\\ud83d"}',
    '{"query":"\\ude00\\ud83d"}',
  ],
  ...[
    '{"query":"\\u0000"}',
    '{"query":"\u007f"}',
    '{"query":"\u2028\u2029"}',
    '{"query":"\ufeff{ me { id } }"}',
  ],
  ...['{"query":"{ me { id } }","variables":{"__proto__":1}}', '{"__proto__":{"query":"{ me { id } }"}}'],
  ...['{"constructor":{"prototype":{"query":"{ me { id } }"}}}', '{"query":1e400}', '{"query":-1E-2}'],
  ...[
    '{"query":"{ me { id } }","variables":{"a":123456789012345678901234567890}}',
    '{"\\u0071uery":"{ me { id } }"}',
  ],
  ...['{"query":"{ me { id } }","variables":[1,2]}', `[${'[],'.repeat(9_000)}[]]`],
  ...[`${'['.repeat(30_000)}${']'.repeat(30_000)}`, `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
  ...[`{"query":"{ me { id } }","extensions":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`],
  Buffer.concat([
    Buffer.from('{"query":"'),
    bytes(0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80),
    Buffer.from('"}'),
  ]),
  Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from('{"query":"{ me { id } }"}')]),
];

test.each(ODD.map((body) => [JSON.stringify(String(body).slice(0, 60)), body]))(
  'a body that is odd JSON is answered, coded, as JSON: %s',
  async (_shown, body) => {
    const answer = await send(body);
    expectCoded(answer);
    expect([200, 400]).toContain(answer.status);
    expect(answer.errors.length).toBeGreaterThan(0);
    const codes = answer.errors.map(({ extensions }) => extensions.code);
    expect(codes).not.toContain('INTERNAL_SERVER_ERROR');
  },
);
