/** The keys that encrypt stored secrets, wrapped with SECRETS_KEY; see stored-keys.ts. */
export interface SecretsKeysSetting {
  _id: 'secretsKeys';
  dataKey: string;
  lookupKey: string;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly secretsKeys: SecretsKeysSetting;
  }
}
