/** The servers and commands of one test use one database, and so one SECRETS_KEY. */
export const TEST_SECRETS_KEY = Buffer.alloc(32, 'tests').toString('base64');
