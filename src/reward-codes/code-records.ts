import type { Types } from 'mongoose';
import type { RecordName } from '../secrets/encryption';
import type { Secrets } from '../secrets/secrets';
import type { RewardCode } from './reward-code.model';

/** What unique codes are compared by. */
const PURPOSE = 'rewardCode';

/** The place of a code, which its encryption is bound to. */
function recordOf(id: Types.ObjectId): RecordName {
  return ['rewardcodes', String(id), 'code'];
}

export function encryptCode(secrets: Pick<Secrets, 'encrypt'>, id: Types.ObjectId, code: string): string {
  return secrets.encrypt(code, recordOf(id));
}

/** @throws NotDecrypted when the row was changed by hand */
export function decryptCode(
  secrets: Pick<Secrets, 'decrypt'>,
  { _id, code }: Pick<RewardCode, '_id' | 'code'>,
): string {
  return secrets.decrypt(code, recordOf(_id));
}

/** The same for the same code in every pool. */
export function lookupOf(secrets: Pick<Secrets, 'lookup'>, code: string): string {
  return secrets.lookup(PURPOSE, code);
}
