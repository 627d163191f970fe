export default {
  testMatch: ['<rootDir>/*/dist/**/*.test.js', '<rootDir>/examples/*/dist/**/*.test.js'],
  transform: {},
  coverageProvider: 'v8',
  testTimeout: 60_000,
};
