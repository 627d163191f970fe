/** Go or the modules are not to be had here: a user's machine skips the Collector tests, CI fails. */
export class CollectorMissingError extends Error {
  code = 'COLLECTOR_MISSING';
  name = 'CollectorMissingError';
}

/** The Collector is here, but took no spans. The message ends with the tail of its log. */
export class CollectorStartError extends Error {
  code = 'COLLECTOR_START';
  name = 'CollectorStartError';
}
