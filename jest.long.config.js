const { existsSync } = require('node:fs');
const { join } = require('node:path');
const standard = require('./jest.config.js');
const LONG_SUITES = require('./tests/support/long-suites.js');

const testMatch = LONG_SUITES.map((place) => {
  const path = place.endsWith('/') ? place : `${place}.test.ts`;
  if (!existsSync(join(__dirname, 'tests', path))) throw new Error(`tests/${path} does not exist`);
  return `<rootDir>/tests/${path}${path.endsWith('/') ? '**/*.test.ts' : ''}`;
});

/** @type {import('jest').Config} */
module.exports = { ...standard, testMatch };
