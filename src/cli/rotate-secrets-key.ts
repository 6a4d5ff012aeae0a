import { rotateWrappingKey } from '../secrets/stored-keys';
import { loadWrappingKeys } from '../secrets/wrapping-keys';
import { EXIT, type Command } from './command';
import { withDatabase } from './with-app';

export const rotateSecretsKey: Command = {
  summary: 'protects the keys of stored secrets with the current SECRETS_KEY, after it has changed',
  details: [
    'Restart all servers with the new key in SECRETS_KEY and the old one in SECRETS_KEYS_PREVIOUS, then run this ' +
      'command with the same environment. Servers may run meanwhile. Stored secrets are not encrypted again. From ' +
      'then on the old key is needed only to restore a backup that was taken before.',
  ],
  run: (_args, out) =>
    withDatabase(async (database, config) => {
      const rotated = await rotateWrappingKey(database, loadWrappingKeys(config));
      out.result(
        { rotated },
        rotated
          ? 'The stored keys are now protected by SECRETS_KEY. Remove SECRETS_KEYS_PREVIOUS.'
          : 'The stored keys are protected by SECRETS_KEY already.',
      );
      return EXIT.done;
    }),
};
