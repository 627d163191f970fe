/** A name on the command line that nothing has: option, command or field. CLI exit code 2. */
export class UnknownNameError extends Error {
  readonly code = 'USAGE';
  /** Existing names that look like it, nearest first. */
  readonly nearest: readonly string[];

  constructor(message: string, nearest: readonly string[]) {
    super(message);
    this.name = 'UnknownNameError';
    this.nearest = nearest;
  }
}

/** An error that a service answered with; its body is passed on as it came. */
export class ServiceAnswerError extends Error {
  readonly code: string;
  readonly status: number;
  /** The service's own `error` object. */
  readonly body: object;

  constructor(
    message: string,
    { code, status, body }: { code: string; status: number; body: object },
  ) {
    super(message);
    this.name = 'ServiceAnswerError';
    this.code = code;
    this.status = status;
    this.body = body;
  }
}

/** No service answered, or what answered is no Spantrail. CLI exit code 3. */
export class ServiceUnavailableError extends Error {
  readonly code = 'SERVICE_UNAVAILABLE';
  /** True when nothing listens there, so that nothing can have been done. */
  readonly refused: boolean;

  constructor(
    message: string,
    { cause, refused = false }: { cause?: unknown; refused?: boolean } = {},
  ) {
    super(message, { cause });
    this.name = 'ServiceUnavailableError';
    this.refused = refused;
  }
}
