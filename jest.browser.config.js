const standard = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...standard,
  roots: ['<rootDir>/tests/browser'],
  globalSetup: '<rootDir>/tests/support/browser-setup.ts',
  testPathIgnorePatterns: ['/node_modules/'],
};
