// Writes jest's own counts to a file, for the closing line of `.ci/run`.
import { writeFileSync } from 'node:fs';

export default class ResultsReporter {
  #file;

  constructor(_globalConfig, { file }) {
    this.#file = file;
  }

  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      // A file that cannot even be loaded has no tests to fail, and must not pass for it.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}
