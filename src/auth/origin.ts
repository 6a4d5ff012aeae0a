import type { Context } from '../graphql/context';

/** Where an operation comes from. */
export interface Origin {
  /** The address that the caller is counted for. */
  readonly address: string;
  /** As `deviceOf` describes it; null: unknown. */
  readonly device: string | null;
}

export function originOf({ clientAddress: address, device }: Context): Origin {
  return { address, device };
}
