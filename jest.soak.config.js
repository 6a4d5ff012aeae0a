const faults = require('./jest.faults.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...faults,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/tests/faults/soak.test.ts'],
  testTimeout: 2 * 3_600_000,
};
