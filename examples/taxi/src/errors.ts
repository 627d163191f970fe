/** The demo cannot go on; the message says what happened and what to do. */
export class DemoFailedError extends Error {
  override readonly name = 'DemoFailedError';
  readonly code = 'DEMO_FAILED';
}
