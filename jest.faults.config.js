const standard = require('./jest.config.js');

// Each suite puts what it counted into docs/reliability.md.
process.env.FAULTS_REPORT = 'on';

/** @type {import('jest').Config} */
module.exports = {
  ...standard,
  roots: ['<rootDir>/tests/faults'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
};
