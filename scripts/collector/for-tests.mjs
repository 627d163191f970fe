// The door for tests: a Collector to start, or a reason to skip.
import { describe } from '@jest/globals';
import { collectorBinary } from './binary.mjs';
import { CollectorMissingError } from './errors.mjs';

/** See index.d.mts. */
export async function collectorForTests(environment = process.env) {
  const say = (text) => process.stderr.write(`Collector for tests: ${text}\n`);
  try {
    return { binary: await collectorBinary({ say }) };
  } catch (error) {
    if (!(error instanceof CollectorMissingError)) throw error;
    if (environment.CI === 'true') throw error;
    process.stderr.write(`\nSkipping the Collector tests. ${error.message}\n\n`);
    return { skip: error.message };
  }
}

/** See index.d.mts. */
export function describeCollector(name, collector, body) {
  if ('skip' in collector) describe.skip(name, body);
  else describe(name, body);
}
