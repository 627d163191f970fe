export { startCollector, validateCollectorConfig } from './collector.mjs';
export { CollectorMissingError, CollectorStartError } from './errors.mjs';
export { collectorForTests, describeCollector } from './for-tests.mjs';
