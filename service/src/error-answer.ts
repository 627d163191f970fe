import {
  CypherRefusedError,
  CypherTimeoutError,
  GraphSchemaError,
  GraphUnavailableError,
  ImportError,
  NotFoundError,
  UsageError,
} from '@spantrail/graph';
import { type Answer, jsonAnswer, RETRY_LATER } from './answer.ts';
import { CypherOffError } from './errors.ts';
import type { Log } from './log.ts';

/** `{"error": {"code", "message", …}}`; callers branch on `code`. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** The parameter at fault, spelled as in the query. */
    readonly parameter?: string;
    /** With NOT_FOUND: what kind of thing was sought, its name, and names that look like it. */
    readonly kind?: string;
    readonly sought?: string;
    readonly nearest?: readonly string[];
    /** With IMPORT: of the body, from 1. */
    readonly line?: number;
  };
}

export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body: ErrorBody = { error: { code, message } };
  return jsonAnswer(status, body, headers);
}

/** The answer to an error out of a question or command. What is none of ours is logged, not shown. */
export function errorAnswer(error: unknown, log: Log): Answer {
  if (error instanceof NotFoundError) {
    const { code, message, kind, sought, nearest } = error;
    const body: ErrorBody = { error: { code, message, kind, sought, nearest } };
    return jsonAnswer(404, body);
  }
  if (error instanceof UsageError) {
    const { code, message, parameter } = error;
    const body: ErrorBody = {
      error: { code, message, ...(parameter === null ? {} : { parameter }) },
    };
    return jsonAnswer(400, body);
  }
  if (error instanceof ImportError) {
    const { code, message, line } = error;
    const body: ErrorBody = { error: { code, message, line } };
    return jsonAnswer(400, body);
  }
  if (error instanceof CypherOffError) return refusal(403, error.code, error.message);
  if (error instanceof CypherRefusedError) return refusal(400, error.code, error.message);
  if (error instanceof CypherTimeoutError) return refusal(504, error.code, error.message);
  if (error instanceof GraphUnavailableError || error instanceof GraphSchemaError) {
    log('error', error.message, { code: error.code });
    return refusal(503, error.code, error.message, RETRY_LATER);
  }
  log('error', 'A question failed for a reason that is not known.', {
    error: describeError(error),
  });
  return refusal(500, 'INTERNAL', 'The question failed; the log of the service says why.');
}

/** For logs alone: class, message and where. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
