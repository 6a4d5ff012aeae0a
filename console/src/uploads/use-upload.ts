import { useEffect, useRef, useState } from 'react';

export interface RefusedRow {
  readonly line: number;
  /** In words. */
  readonly reason: string;
}

export interface Counts {
  readonly rows: number;
  /** Of a check: those that would be. */
  readonly added: number;
  readonly there: number;
  readonly refused: number;
}

export type PartAnswer =
  | (Counts & { readonly refusedRows: readonly RefusedRow[] })
  /** What to say; nothing further is sent. */
  | { readonly fault: string };

/** What an upload brings in. */
export interface UploadSource<Row> {
  /** The rows, in parts of what one call takes, or what to say when they can't be read. */
  read(): Promise<{ readonly parts: ReadonlyArray<readonly Row[]> } | { readonly fault: string }>;
  /**
   * Sends a part; one that was sent before adds nothing.
   *
   * @param number of the part, from 0
   * @param isCheck whether the rows are only checked
   */
  send(part: readonly Row[], number: number, isCheck: boolean, signal: AbortSignal): Promise<PartAnswer>;
}

export interface UploadState {
  /** `checked`: nothing is written yet. */
  readonly phase: 'idle' | 'checking' | 'checked' | 'adding' | 'done' | 'stopped' | 'failed';
  /** Rows of all parts; 0 until they have been read. */
  readonly total: number;
  readonly counts: Counts;
  /** The first 100. */
  readonly refusedRows: readonly RefusedRow[];
  /** Of a failure: what to say. */
  readonly fault: string | null;
}

export interface Upload {
  readonly state: UploadState;
  readonly isRunning: boolean;
  readonly check: () => Promise<void>;
  readonly add: () => Promise<void>;
  readonly stop: () => void;
  /** For another file. */
  readonly reset: () => void;
}

const SHOWN_ROWS = 100;
const NOTHING: Counts = { rows: 0, added: 0, there: 0, refused: 0 };
const IDLE: UploadState = { phase: 'idle', total: 0, counts: NOTHING, refusedRows: [], fault: null };

/**
 * Checks the rows of a file first, and adds them when that has been seen. Stopping ends it after the part on the way.
 *
 * @param onAdded called when rows have been added, all of them or a part
 */
export function useUpload<Row>(source: UploadSource<Row>, onAdded: (isComplete: boolean) => void): Upload {
  const [state, setState] = useState(IDLE);
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);

  async function run(isCheck: boolean): Promise<void> {
    const { signal } = (stopping.current = new AbortController());
    let now: UploadState = { ...IDLE, phase: isCheck ? 'checking' : 'adding' };
    const show = (changes: Partial<UploadState>) => {
      now = { ...now, ...changes };
      setState(now);
    };
    show({});
    const read = await source.read();
    if ('fault' in read) return show({ phase: 'failed', fault: read.fault });
    show({ total: read.parts.reduce((sum, { length }) => sum + length, 0) });
    for (const [number, part] of read.parts.entries()) {
      if (signal.aborted) break;
      const answer = await source.send(part, number, isCheck, signal);
      if ('fault' in answer) {
        show({ phase: 'failed', fault: answer.fault });
        break;
      }
      show({
        counts: sumOf(now.counts, answer),
        refusedRows: [...now.refusedRows, ...answer.refusedRows].slice(0, SHOWN_ROWS),
      });
    }
    const isComplete = now.counts.rows === now.total;
    if (!isCheck && now.counts.added > 0) onAdded(isComplete);
    if (now.phase === 'failed') return;
    show({ phase: !isComplete ? 'stopped' : isCheck ? 'checked' : 'done' });
  }

  return {
    state,
    isRunning: state.phase === 'checking' || state.phase === 'adding',
    check: () => run(true),
    add: () => run(false),
    stop: () => stopping.current.abort(),
    reset: () => {
      stopping.current.abort();
      setState(IDLE);
    },
  };
}

function sumOf(left: Counts, right: Counts): Counts {
  return {
    rows: left.rows + right.rows,
    added: left.added + right.added,
    there: left.there + right.there,
    refused: left.refused + right.refused,
  };
}
