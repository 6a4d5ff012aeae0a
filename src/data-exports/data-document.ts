/** A document never becomes larger, whatever is stored; the lists of the API return the rest. */
const BYTES_MAX = 8_000_000;

/** JSON that is written part by part. A list that does not fit is cut off and named in `truncated`. */
export class DataDocument {
  private readonly parts: string[];
  private bytes = 0;
  private readonly truncated: string[] = [];
  private name = '';
  private isFirst = true;

  constructor(exportedAt: Date) {
    this.parts = [`{"exportedAt":${JSON.stringify(exportedAt)}`];
  }

  put(name: string, value: unknown): void {
    this.write(`,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  }

  list(name: string, rows: readonly object[], isComplete: boolean): void {
    this.open(name);
    if (this.add(rows) && !isComplete) this.truncated.push(name);
    this.close();
  }

  open(name: string): void {
    this.name = name;
    this.isFirst = true;
    this.write(`,${JSON.stringify(name)}:[`);
  }

  /** @returns false: the rows did not all fit */
  add(rows: readonly object[]): boolean {
    for (const row of rows) {
      const text = JSON.stringify(row);
      if (this.bytes + Buffer.byteLength(text) > BYTES_MAX) {
        this.truncated.push(this.name);
        return false;
      }
      this.write(this.isFirst ? text : `,${text}`);
      this.isFirst = false;
    }
    return true;
  }

  close(): void {
    this.write(']');
  }

  end(): string {
    this.put('truncated', this.truncated);
    return `${this.parts.join('')}}`;
  }

  private write(text: string): void {
    this.parts.push(text);
    this.bytes += Buffer.byteLength(text);
  }
}
