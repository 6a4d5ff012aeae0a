import type { Types } from 'mongoose';
import type { RecordName } from '../secrets/encryption';
import type { Secrets } from '../secrets/secrets';
import type { WebhookEndpoint } from './webhook-endpoint.model';

/** The place of a secret, which its encryption is bound to. */
export function secretRecord(endpointId: Types.ObjectId, secretId: Types.ObjectId): RecordName {
  return ['webhookendpoints', String(endpointId), String(secretId)];
}

/** The secrets that sign an endpoint's messages at this time, the current one first. */
export function signingSecrets(
  secrets: Pick<Secrets, 'decrypt'>,
  endpoint: Pick<WebhookEndpoint, '_id' | 'secrets'>,
  now: Date,
): string[] {
  return endpoint.secrets
    .filter(({ until }) => until === null || until > now)
    .map(({ id, encrypted }) => secrets.decrypt(encrypted, secretRecord(endpoint._id, id)));
}
