/** See seal-turns.ts. */
export interface SealsSetting {
  _id: 'seals';
  /** The service day whose sealing ended last; at first the day of the first start. */
  day: string;
  /** When it ended, by the database's clock; null: none has yet. */
  endedAt: Date | null;
  /** Until then a server counts as sealing. */
  heldUntil: Date;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly seals: SealsSetting;
  }
}
