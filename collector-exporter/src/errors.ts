/** A request body that is no OTLP trace request in its encoding. HTTP 400; sending it again is no use. */
export class DecodeError extends Error {
  readonly code = 'DECODE';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DecodeError';
  }
}
