/*
 * The slow suites, and why they are slow:
 *
 * - tests/api/unknown-values: every enum of the schema with a value of a newer server, against every query and
 *   mutation.
 * - tests/concurrency/races: four server processes; approve and reject race for 100 rounds.
 * - tests/faults-short/steps: servers are killed or stopped between two steps. An abandoned hold is settled after
 *   5 s, and a server that stands still does so for 7.5 s.
 * - tests/faults-short/reward-codes: four servers and four imports are killed, one after the other.
 * - tests/faults-short/rights, tests/process/database-rights: servers on databases whose rights are taken away.
 * - tests/api/auth/login-queue: a hundred connections log in without a pause beside 48 others; each login is a hash,
 *   and one or two are computed at a time.
 * - tests/process/database-unusable: a start of the server on each kind of database that can't be used; most of them
 *   wait until the driver gives up, four at a time.
 * - tests/api/naughty-texts: each hostile text in every text of the schema, and in each step of a request.
 * - tests/contract/query-plans: every filter and order of every list, by the database's own plan.
 * - tests/reward-requests/failed-requests-retention, tests/audit/invariants: thousands of rows, changed one by one.
 */

/** @type {import('jest').Config} */
module.exports = {
  // A process loads packages once; every file of src, and of tests, is loaded for each test file.
  testEnvironment: '<rootDir>/tests/support/jest-environment.js',
  runtime: '<rootDir>/tests/support/jest-runtime.js',
  roots: ['<rootDir>/tests'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  setupFiles: ['reflect-metadata'],
  // They have commands of their own: npm run test:faults, test:browser, docs:pictures.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/(faults|browser|pictures)/'],
  // What hangs is ended, and no more: nothing is measured by it, on however slow a machine.
  testTimeout: 240_000,
  // Jest leaves one core idle by default; most of a test's time is the database's.
  maxWorkers: '100%',
};
