/** The service was asked to run in a way that it must not, or cannot. CLI exit code 2. */
export class ServiceOptionsError extends Error {
  readonly code = 'SERVICE_OPTIONS';
  /** The option at fault, as in `ServiceOptions`. */
  readonly option: string;

  constructor(message: string, option: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ServiceOptionsError';
    this.option = option;
  }
}

/** Cypher of the asker's own was sent to a service that takes none. HTTP 403, CLI exit code 3. */
export class CypherOffError extends Error {
  readonly code = 'CYPHER_OFF';

  constructor() {
    super(
      'This service answers published questions, not Cypher of your own. Send a token with the scope "admin", start it with "spantrail serve --allow-cypher", or ask the store itself with --store.',
    );
    this.name = 'CypherOffError';
  }
}

/** By code and not by class: Node's own errors may come from another realm, as they do under jest. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
