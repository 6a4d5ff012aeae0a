/** Asks for one page of a list. */
export interface PageRequest {
  /** How many rows. */
  readonly first: number;
  /** The cursor that the page starts after. */
  readonly after?: string | null;
  /** Oldest first. */
  readonly reverse: boolean;
}

export interface PagePosition {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Page<Node> {
  /** A cursor costs more than the rest of its row: made only when the field is asked for. */
  readonly edges: () => ReadonlyArray<{ readonly cursor: string; readonly node: Node }>;
  readonly nodes: readonly Node[];
  readonly pageInfo: PagePosition;
  /** Counted only when the field is asked for. */
  readonly totalCount: () => Promise<number | null>;
}
