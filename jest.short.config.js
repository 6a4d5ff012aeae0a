const standard = require('./jest.config.js');
const LONG_SUITES = require('./tests/support/long-suites.js');

/** @type {import('jest').Config} */
module.exports = {
  ...standard,
  testPathIgnorePatterns: [
    ...standard.testPathIgnorePatterns,
    ...LONG_SUITES.map((place) => `<rootDir>/tests/${place}`),
  ],
};
