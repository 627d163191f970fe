import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Asker } from './access.ts';

/** What a route says; but for a stream, nothing is written to the socket before all of it is known. */
export interface Answer {
  readonly status: number;
  /** Exact: the Collector compares it as a whole string, so no charset is ever added. */
  readonly contentType: string;
  readonly body: Uint8Array | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route is only asked once its scope has been checked; `asker` is for what depends on more. */
export type Route = (
  request: IncomingMessage,
  query: URLSearchParams,
  asker: Asker,
) => Promise<Answer>;

/** Answers are for programs: a browser must neither sniff, frame, embed nor keep them. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** Seconds; the Collector waits that long instead of backing off by itself. */
const RETRY_AFTER_S = '5';

export const RETRY_LATER: Readonly<Record<string, string>> = { 'retry-after': RETRY_AFTER_S };

export function jsonAnswer(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = Buffer.from(`${JSON.stringify(value, plainNumbers)}\n`);
  return { status, contentType: 'application/json', body, headers };
}

export interface SendOptions {
  /** Whether the connection ends with this answer. */
  readonly last: boolean;
  /** An answer of which nothing is taken for this long is given up. */
  readonly stallTimeoutMs: number;
}

/** Resolves when a stream has been sent, rejects when it or the socket broke in the middle. */
export async function sendAnswer(
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
  { last, stallTimeoutMs }: SendOptions,
): Promise<void> {
  const whole = body instanceof Uint8Array;
  response.setTimeout(stallTimeoutMs, () => response.destroy());
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'content-type': contentType,
    ...(whole ? { 'content-length': body.byteLength } : {}),
    ...(last ? { connection: 'close' } : {}),
  });
  if (whole) response.end(body);
  else await pipeline(body, response);
}

/** JSON has no bigint: whole numbers that JavaScript holds exactly stay numbers, others become text. */
function plainNumbers(_name: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
