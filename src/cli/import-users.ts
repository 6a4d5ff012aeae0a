import { usersImport } from '../imports/users';
import { importCommand } from './import-command';

export const importUsers = importCommand(
  {
    what: 'users',
    summary: 'imports accounts from a CSV or NDJSON file',
    details: [
      'Columns: username (required), password or passwordHash, createdAt, role, issuer and subject. A CSV file ' +
        'names its columns in the first row; in NDJSON they are the fields. A password is hashed, about a hundred ' +
        'per second on two cores. A passwordHash is a hash of argon2id ($argon2id$v=19$...), bcrypt ($2b$...) or ' +
        'scrypt ($scrypt$ln=... or $7$...) and takes no time; the next login replaces one of bcrypt or scrypt. ' +
        'Without either, nobody can log in to the account until set-password sets one. Every account is a USER; ' +
        'an ADMIN can change its role later.',
      'issuer and subject are an identity: your own name for the account, as in upsertUsers.',
      'Idempotent by username, as the platform compares them: an existing account is not changed, so ' +
        'after a failure or Ctrl+C run it again. Each refused row is reported with its line and reason; the ' +
        'others are imported, and the exit code is 1.',
    ],
  },
  ({ database, services }) => usersImport(database, services.passwords, services.secrets),
);
