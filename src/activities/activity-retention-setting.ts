/** Up to when activities may have been deleted: events that begin earlier can't start to count them. */
export interface ActivityRetentionSetting {
  _id: 'activityRetention';
  /** The start of a service day. */
  before: Date;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly activityRetention: ActivityRetentionSetting;
  }
}
