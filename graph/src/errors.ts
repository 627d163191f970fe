/** What can be asked for by its name. */
export type NamedKind = 'pointer' | 'run' | 'component' | 'label' | 'query' | 'slice';

/** Something that was asked for does not exist. CLI exit code 1, HTTP 404. */
export class NotFoundError extends Error {
  readonly code = 'NOT_FOUND';
  readonly kind: NamedKind;
  readonly sought: string;
  /** Existing names that look like the sought one, nearest first, at most five. */
  readonly nearest: readonly string[];

  constructor(kind: NamedKind, sought: string, nearest: readonly string[]) {
    const hint =
      nearest.length > 0 ? ` Did you mean ${nearest.map((name) => `"${name}"`).join(', ')}?` : '';
    super(`No ${kind} is named "${sought}".${hint}`);
    this.name = 'NotFoundError';
    this.kind = kind;
    this.sought = sought;
    this.nearest = nearest;
  }
}

/** A question or command was put in a way that has no meaning. CLI exit code 2, HTTP 400. */
export class UsageError extends Error {
  readonly code = 'USAGE';
  /** The parameter that is wrong, spelled as on the command line; null: the whole call. */
  readonly parameter: string | null;

  constructor(message: string, parameter: string | null = null) {
    super(message);
    this.name = 'UsageError';
    this.parameter = parameter;
  }
}

/** The store cannot answer now; nothing was acknowledged. CLI exit code 3, HTTP 503. */
export class GraphUnavailableError extends Error {
  readonly code = 'GRAPH_UNAVAILABLE';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'GraphUnavailableError';
  }
}

/** The store holds a schema or configuration that this version must not write. CLI exit code 3. */
export class GraphSchemaError extends Error {
  readonly code = 'GRAPH_SCHEMA';

  constructor(message: string) {
    super(message);
    this.name = 'GraphSchemaError';
  }
}

/** An export cannot be imported as it is. CLI exit code 1, HTTP 400. What came before the line is in. */
export class ImportError extends Error {
  readonly code = 'IMPORT';
  /** Of the file, from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(`Line ${line} of the import: ${message}`);
    this.name = 'ImportError';
    this.line = line;
  }
}

/** Cypher of the asker's own that could write, reaches beyond the graph, or is not understood. CLI exit code 2, HTTP 400. */
export class CypherRefusedError extends Error {
  readonly code = 'CYPHER_REFUSED';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CypherRefusedError';
  }
}

/** Cypher of the asker's own that took longer than it may. CLI exit code 3, HTTP 504. */
export class CypherTimeoutError extends Error {
  readonly code = 'CYPHER_TIMEOUT';

  constructor(message: string) {
    super(message);
    this.name = 'CypherTimeoutError';
  }
}
