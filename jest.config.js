// All suites that need no browser: `npm test` runs those of jest.short.config.js, `npm run test:long` the others.

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
