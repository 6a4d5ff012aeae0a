import { usersImport } from '../imports/users';
import { importCommand } from './import-command';

export const importUsers = importCommand(
  {
    what: 'users',
    summary: "makes accounts of a file's rows, CSV or NDJSON",
    details: [
      'Columns: username (required), password or passwordHash, createdAt, role. A CSV file names its columns ' +
        'in the first row; of NDJSON they are the fields. A password is hashed, about a hundred a second on ' +
        'two cores; a passwordHash is an argon2id hash in its PHC form ($argon2id$v=19$...) and costs nothing. ' +
        'Without either nobody can log in to the account until set-password gives it one. Every account is a ' +
        "USER: other roles are an ADMIN's to give.",
      'Idempotent by username, as the platform compares them: an account that is there stays as it is, so ' +
        'after a fault or Ctrl+C run it again. A refused row is told with its line and reason and stops ' +
        'nothing; then the exit code is 1.',
    ],
  },
  ({ database, services }) => usersImport(database, services.passwords),
);
