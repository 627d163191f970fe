import { ServiceAnswerError } from './errors.ts';
import { codeOf, fieldOf, messageOf } from './thrown.ts';

/** What the shell sees: 0 done, 1 not found or a check failed, 2 wrong use, 3 could not ask. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Failure {
  readonly exitCode: ExitCode;
  /** One line. */
  readonly message: string;
  /** What `--json` prints under `error`: code, message, and the facts that the error carries. */
  readonly error: object;
}

/**
 * How a failure is told. Anything that we did not foresee is "could not ask": a broken program must
 * not read as "not found".
 */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ServiceAnswerError) {
    const { code, status, message, body } = thrown;
    return { exitCode: exitCodeOf(code, status), message, error: body };
  }
  const message = messageOf(thrown);
  const code = codeOf(thrown);
  const known = code !== null && exitCodes.has(code) ? code : 'INTERNAL';
  // An address that the system refused, taken by another program for instance, was no wrong use.
  const refused = known === 'SERVICE_OPTIONS' && fieldOf(thrown, 'cause') !== undefined;
  return {
    exitCode: refused ? 3 : exitCodeOf(known),
    message: known === 'INTERNAL' ? `Something broke: ${message}` : message,
    error: { code: known, message, ...facts(thrown) },
  };
}

const exitCodes: ReadonlyMap<string, ExitCode> = new Map<string, ExitCode>([
  ['NOT_FOUND', 1],
  ['IMPORT', 1],
  ['USAGE', 2],
  ['CYPHER_REFUSED', 2],
  ['CYPHER_TIMEOUT', 3],
  ['GRAPH_UNAVAILABLE', 3],
  ['GRAPH_SCHEMA', 3],
  ['SERVICE_UNAVAILABLE', 3],
  ['SERVICE_OPTIONS', 2],
]);

function exitCodeOf(code: string, status?: number): ExitCode {
  return exitCodes.get(code) ?? (status === 400 ? 2 : 3);
}

/** The same fields, in the same order, as the service's error bodies have: `--json` must not differ. */
function facts(thrown: unknown): object {
  const names = ['parameter', 'kind', 'sought', 'nearest', 'line'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fieldOf(thrown, name);
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}
