/** The servers and commands of one test use one database, and so one SECRETS_KEY. */
export const TEST_SECRETS_KEY = Buffer.alloc(32, 'tests').toString('base64');

/** The whole environment of a server or command that a test spawns. */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, SECRETS_KEY: TEST_SECRETS_KEY, ...env };
}
