// jest runs what tsc compiled. The test server's global setup starts nothing: the first test file that asks for Neo4j does.
const results = process.env.SPANTRAIL_TEST_RESULTS;

export default {
  testMatch: ['<rootDir>/*/dist/**/*.test.js', '<rootDir>/examples/*/dist/**/*.test.js'],
  transform: {},
  // Named here and in tsconfig.base.json, so that a checkout whose node_modules are older than a workspace has it too.
  moduleNameMapper: {
    '^@spantrail/collector-for-tests$': '<rootDir>/scripts/collector/index.mjs',
    '^@spantrail/made-history$': '<rootDir>/scripts/made-history/index.mjs',
  },
  coverageProvider: 'v8',
  testTimeout: 60_000,
  globalSetup: '<rootDir>/scripts/neo4j/jest-setup.mjs',
  globalTeardown: '<rootDir>/scripts/neo4j/jest-teardown.mjs',
  reporters: [
    'default',
    // `npm cit` takes no arguments for jest, so `.ci/run` asks for the counts by way of the environment.
    ...(results ? [['<rootDir>/.ci/results-reporter.mjs', { file: results }]] : []),
  ],
};
