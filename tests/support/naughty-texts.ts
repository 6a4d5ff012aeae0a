/** Half of a surrogate pair and NUL: no text that a store keeps. */
export const MALFORMED_TEXTS: readonly string[] = [
  '\0',
  'a\0b',
  '\ud800',
  '\ud83d',
  'a\ude00b',
  '\ude00\ud83d',
  '\u0000\u0001\u001f',
];

/** Texts that have gone wrong somewhere: each is text, and to be kept as it is wherever its length fits. */
export const NAUGHTY_TEXTS: readonly string[] = [
  // Nothing to see
  ' ',
  '\t\n\r',
  '\u00a0\u2003\u3000',
  '\u0001\u001f\u007f\u0085',
  // Zero width, order of reading, marks
  '\u200b\u200c\u200d\u2060',
  '\ufeffabc',
  '\u202eabc\u202c',
  '\u2066abc\u2069',
  'e\u0301',
  '\u0301'.repeat(100),
  'Z\u0351\u036b\u0343\u036a\u0302\u034aa\u0334\u0355\u0332l\u035a\u0324g\u0356o\u0353',
  '\u{e0067}\u{e0062}\u{e007f}',
  // Scripts and cases that fold to another length
  '\u0130\u0131',
  '\ufb00\u2167\u00df\u1e9e',
  '\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd abc',
  '\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab',
  '\u{20000}\u{10ffff}\ufffe\uffff',
  // Emoji of several code points
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}',
  '\u{1f44d}\u{1f3fd}\u{1f1f0}\u{1f1f7}\u2764\ufe0f',
  // What another language takes for a value of its own
  'null',
  'undefined',
  'NaN',
  'true',
  '-0',
  '1e400',
  '9007199254740993',
  '0x10',
  '2026-02-30T00:00:00Z',
  // Names that every object has
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  // Operators, fields and paths of the database
  '$where',
  '$gt',
  '{"$gt": ""}',
  '$$NOW',
  '$title',
  'a.b.c',
  '.',
  '$',
  // Markup, queries, formats, templates, paths, headers
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '&lt;&amp;&#0;',
  "'; DROP TABLE users; --",
  '" OR ""="',
  '%s%n%x%d',
  '%00%0d%0a',
  '\r\nset-cookie: a=b',
  '${7*7}{{7*7}}<%= 7*7 %>',
  '../../../etc/passwd',
  '`$(id)`|;&',
  'x\u001b[31mred',
  // Patterns
  '(',
  '[',
  '*',
  '.*+?^${}()|[]\\',
  '(a+)+$',
  // What a spreadsheet computes
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  "=cmd|' /C calc'!A0",
  'a,"b"\n"c;d"',
  // Cursors and tokens of nobody
  'AQID',
  'W10',
  'bnVsbA',
  'eyJhbGciOiJub25lIn0.e30.',
];

/** At the limits of values and beyond. */
export const LONG_TEXTS: readonly string[] = [
  '\u4e00'.repeat(200),
  '\u{1f600}'.repeat(200),
  'x'.repeat(201),
  'x'.repeat(1_001),
  'x'.repeat(10_001),
  'e\u0301'.repeat(4_000),
];
