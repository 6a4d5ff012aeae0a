/** The last sequence that was answered for; a chain that is shorter was cut off. */
export interface AuditHeadSetting {
  _id: 'auditHead';
  head: { sequence: number; hash: string };
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly auditHead: AuditHeadSetting;
  }
}
