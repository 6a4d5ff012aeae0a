/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
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
