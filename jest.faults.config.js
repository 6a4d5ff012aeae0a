const standard = require('./jest.config.js');

// Each suite puts what it counted into docs/reliability.md.
process.env.FAULTS_REPORT = 'on';

/** @type {import('jest').Config} */
module.exports = {
  ...standard,
  roots: ['<rootDir>/tests/faults'],
  // It takes half an hour by itself: npm run test:soak.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/faults/soak.test.ts'],
  testTimeout: 600_000,
};
