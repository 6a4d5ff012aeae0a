export interface Line {
  /** From 1. */
  readonly line: number;
  /** Null when it is longer than the limit. */
  readonly text: string | null;
}

const LINE_FEED = 10;

/** The lines of a stream of UTF-8, without their ends; what is held in memory is one line of at most the limit. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<Line> {
  let line = 1;
  let parts: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer) => {
    bytes += part.length;
    if (bytes <= bytesMax) parts.push(part);
  };
  const end = (): Line => {
    const text = bytes > bytesMax ? null : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    const ended = { line, text: line === 1 && text !== null ? text.replace(/^\ufeff/, '') : text };
    line += 1;
    parts = [];
    bytes = 0;
    return ended;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, to));
      yield end();
      from = to + 1;
    }
    add(chunk.subarray(from));
  }
  if (bytes > 0) yield end();
}
