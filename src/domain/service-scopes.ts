/** The rights of a service key. access/permissions lists what each scope opens. */
export const SERVICE_SCOPES = [
  'USERS_WRITE',
  'ACTIVITIES_WRITE',
  'CLAIMS_WRITE',
  'GRANTS_READ',
  'GRANTS_ACKNOWLEDGE',
] as const;
export type ServiceScope = (typeof SERVICE_SCOPES)[number];

/** Of stored scopes: a newer server may have stored one that this one does not know, which opens nothing here. */
export function knownScopes(stored: readonly string[]): ServiceScope[] {
  return SERVICE_SCOPES.filter((scope) => stored.includes(scope));
}

/** Under which name a key records activities; also the `source` of a CloudEvent. */
export const SERVICE_SOURCE = /^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,127}$/;
