/**
 * `POST /v1/traces`. What the Collector does with an answer decides every status here: it sends again
 * only after 429, 502, 503 and 504, and drops its data at once after 400, 413 and 500. So whatever could
 * go well later is a 503, and 200 is said only after the store has committed.
 */
import type { IncomingMessage } from 'node:http';
import {
  type DecodedRequest,
  DecodeError,
  type DecodeLimits,
  decodeTraceRequest,
  encodeStatus,
  encodeTraceResponse,
  type MappingOptions,
  OTLP_CONTENT_TYPE,
  type OtlpEncoding,
  type RejectedSpan,
  RPC_CODE,
  spansToBatch,
} from '@spantrail/collector-exporter';
import { GraphUnavailableError, type LineageBatch, type LineageStore } from '@spantrail/graph';
import type { Refusal } from './admission.ts';
import { type Answer, RETRY_LATER, type Route } from './answer.ts';
import { within } from './clock.ts';
import { describeError } from './error-answer.ts';
import type { Log } from './log.ts';
import type { MinuteReport } from './minute-report.ts';
import { readBody } from './read-body.ts';

export interface TracesRouteOptions {
  readonly store: Pick<LineageStore, 'write'>;
  readonly bodyBytesMax: number;
  readonly storeTimeoutMs: number;
  readonly decodeLimits: DecodeLimits;
  readonly mapping: MappingOptions;
  readonly report: MinuteReport;
  readonly log: Log;
}

const REASONS_SHOWN = 5;

export function tracesRoute(options: TracesRouteOptions): Route {
  return async (request) => {
    const encoding = encodingOf(request);
    if (encoding === null) {
      const message = 'Send application/x-protobuf or application/json.';
      return failure('json', 415, { code: RPC_CODE.invalidArgument, message });
    }
    try {
      return await receive(request, encoding, options);
    } catch (error) {
      return failed(error, encoding, options.log);
    }
  };
}

/** A request that is not let in, told in its own encoding. */
export function refuseTraces(request: IncomingMessage, refusal: Refusal): Answer {
  const { status, message, headers } = refusal;
  const code = status === 401 ? RPC_CODE.unauthenticated : RPC_CODE.permissionDenied;
  return failure(encodingOf(request) ?? 'json', status, { code, message }, headers);
}

async function receive(
  request: IncomingMessage,
  encoding: OtlpEncoding,
  options: TracesRouteOptions,
): Promise<Answer> {
  const body = await readBody(request, options.bodyBytesMax);
  switch (body.kind) {
    case 'unknownEncoding':
      return failure(
        encoding,
        415,
        { code: RPC_CODE.unimplemented, message: 'Send the body plain or with gzip.' },
        { 'accept-encoding': 'gzip' },
      );
    case 'tooLarge': {
      const message = `The body is over ${options.bodyBytesMax} bytes, sent or unzipped. Send smaller batches.`;
      return failure(encoding, 413, { code: RPC_CODE.resourceExhausted, message });
    }
    case 'unreadable':
      return failure(encoding, 400, { code: RPC_CODE.invalidArgument, message: body.reason });
    case 'senderGone':
      // Never seen by anybody; 503 says that nothing was acknowledged.
      return failure(encoding, 503, { code: RPC_CODE.unavailable, message: 'The body is cut.' });
    case 'read':
      return ingest(body.bytes, encoding, options);
  }
}

async function ingest(
  body: Uint8Array,
  encoding: OtlpEncoding,
  options: TracesRouteOptions,
): Promise<Answer> {
  const decoded = decodeTraceRequest(body, encoding, options.decodeLimits);
  const mapped = spansToBatch(decoded.spans, options.mapping);
  options.report.observe(decoded, mapped);
  const refused = await write(mapped.batch, options);
  const rejected = [...decoded.rejected, ...mapped.rejected, ...refused];
  return success(encoding, rejected, decoded);
}

/** Only what can never be read is the sender's fault; all else may go well when it is sent again. */
function failed(error: unknown, encoding: OtlpEncoding, log: Log): Answer {
  if (error instanceof DecodeError) {
    return failure(encoding, 400, { code: RPC_CODE.invalidArgument, message: error.message });
  }
  if (error instanceof GraphUnavailableError) log('warn', error.message);
  else log('error', 'Spans could not be stored.', { error: describeError(error) });
  const message = 'The spans could not be stored now. Nothing was acknowledged: send them again.';
  return failure(encoding, 503, { code: RPC_CODE.unavailable, message }, RETRY_LATER);
}

/** The spans that the store refused, each once. */
async function write(
  batch: LineageBatch,
  { store, storeTimeoutMs }: TracesRouteOptions,
): Promise<readonly RejectedSpan[]> {
  if (batch.contributions.length + batch.annotations.length === 0) return [];
  const report = await within(
    storeTimeoutMs,
    store.write(batch),
    () => new GraphUnavailableError(`The store did not commit within ${storeTimeoutMs} ms.`),
  );
  const refused = new Map<number, string>();
  for (const { origin, reason } of report.rejected) refused.set(origin ?? -1, reason);
  return [...refused].map(([index, reason]) => ({ index, reason }));
}

function success(
  encoding: OtlpEncoding,
  rejected: readonly RejectedSpan[],
  { spans, rejected: undecoded, overLimit }: DecodedRequest,
): Answer {
  const received = spans.length + undecoded.length + overLimit;
  const count = rejected.length + overLimit;
  const reasons = rejected
    .slice(0, REASONS_SHOWN)
    .map(({ index, reason }) => `span ${index}: ${reason}`);
  if (rejected.length > REASONS_SHOWN) reasons.push(`${rejected.length - REASONS_SHOWN} more`);
  if (overLimit > 0) reasons.push(`${overLimit} beyond the limit of spans in one request`);
  const partial =
    count === 0
      ? null
      : {
          rejectedSpans: count,
          errorMessage: `${count} of ${received} spans rejected: ${reasons.join('; ')}`,
        };
  return {
    status: 200,
    contentType: OTLP_CONTENT_TYPE[encoding],
    body: encodeTraceResponse(encoding, partial),
  };
}

function failure(
  encoding: OtlpEncoding,
  status: number,
  rpc: { readonly code: number; readonly message: string },
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    contentType: OTLP_CONTENT_TYPE[encoding],
    body: encodeStatus(encoding, rpc),
    headers,
  };
}

/** Parameters of the content type are allowed on the way in, as the Collector's own receiver does. */
function encodingOf(request: IncomingMessage): OtlpEncoding | null {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case OTLP_CONTENT_TYPE.protobuf:
      return 'protobuf';
    case OTLP_CONTENT_TYPE.json:
      return 'json';
    default:
      return null;
  }
}
