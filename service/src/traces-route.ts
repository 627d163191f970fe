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
  type MappedSpans,
  type MappingOptions,
  OTLP_CONTENT_TYPE,
  type OtlpEncoding,
  type RejectedSpan,
  RPC_CODE,
  spansToBatch,
} from '@spantrail/collector-exporter';
import { factCount, GraphUnavailableError, type LineageBatch } from '@spantrail/graph';
import type { Refusal } from './admission.ts';
import { type Answer, RETRY_LATER, type Route } from './answer.ts';
import { within } from './clock.ts';
import { describeError } from './error-answer.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Intake, Place } from './intake.ts';
import type { Log } from './log.ts';
import { announcedBytes, type BodyOutcome, readBody } from './read-body.ts';

/** What became of the spans of one request; each span is counted in one of these. */
export interface SpanCounts {
  /** Committed, or nothing to commit. */
  readonly accepted: number;
  /** Not stored now; the sender has them still and sends them again. */
  readonly refused: number;
  /** Never stored: bad by themselves, beyond a limit, or refused by the store. */
  readonly failed: number;
}

export interface TracesRouteOptions {
  readonly commits: GroupCommit;
  readonly intake: Intake;
  readonly bodyBytesMax: number;
  /** From the first byte to the answer. */
  readonly storeTimeoutMs: number;
  readonly decodeLimits: DecodeLimits;
  readonly mapping: MappingOptions;
  readonly observe: (decoded: DecodedRequest, mapped: MappedSpans) => void;
  readonly onSpans: (counts: SpanCounts) => void;
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
    const place = options.intake.enter(announcedBytes(request, options.bodyBytesMax));
    if (place === null) return busy(encoding);
    const { storeTimeoutMs } = options;
    const late = new AbortController();
    // Goes on after the answer when its commit has begun, and keeps its place until then.
    const work = receive(request, encoding, { ...options, place, signal: late.signal }).finally(
      place.leave,
    );
    try {
      return await within(
        storeTimeoutMs,
        work,
        () => new GraphUnavailableError(`The store did not commit within ${storeTimeoutMs} ms.`),
      );
    } catch (error) {
      late.abort();
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

/** OTLP's other signals. Somebody sends them all to one address: that must say what it takes, in their encoding. */
export const otherSignalRoute: Route = async (request) =>
  failure(encodingOf(request) ?? 'json', 404, {
    code: RPC_CODE.unimplemented,
    message: 'This service takes traces alone, at /v1/traces.',
  });

interface Receiving extends TracesRouteOptions {
  readonly place: Place;
  /** Aborted when the request has been answered for its time. */
  readonly signal: AbortSignal;
}

async function receive(
  request: IncomingMessage,
  encoding: OtlpEncoding,
  options: Receiving,
): Promise<Answer> {
  const read = await readFacts(request, encoding, options);
  if (read.kind !== 'facts') return bodyAnswer(read, encoding, options.bodyBytesMax);
  const { batch, spans, overLimit, rejected } = read;
  try {
    const refused = await write(batch, options);
    // Committed, but too late: the sender was told to send it again.
    if (options.signal.aborted) throw new GraphUnavailableError('The commit came too late.');
    const all = [...rejected, ...refused];
    const count = all.length + overLimit;
    // A store may say more of what it refused than was sent; counting must not fail the request.
    options.onSpans({ accepted: Math.max(0, spans - count), refused: 0, failed: count });
    return success(encoding, all, { spans, overLimit });
  } catch (error) {
    const dropped = rejected.length + overLimit;
    options.onSpans({ accepted: 0, refused: spans - dropped, failed: dropped });
    throw error;
  }
}

interface Facts {
  readonly kind: 'facts';
  readonly batch: LineageBatch;
  /** Of the request, whatever became of them. */
  readonly spans: number;
  readonly overLimit: number;
  readonly rejected: readonly RejectedSpan[];
}

/** Body and spans are left behind here: what waits for its commit is the facts alone. */
async function readFacts(
  request: IncomingMessage,
  encoding: OtlpEncoding,
  { bodyBytesMax, decodeLimits, mapping, observe, place, signal }: Receiving,
): Promise<Facts | Exclude<BodyOutcome, { kind: 'read' }>> {
  const body = await readBody(request, place, { bytesMax: bodyBytesMax, signal });
  if (body.kind !== 'read') return body;
  const decoded = decodeTraceRequest(body.bytes, encoding, decodeLimits);
  const mapped = spansToBatch(decoded.spans, mapping);
  observe(decoded, mapped);
  const { overLimit } = decoded;
  return {
    kind: 'facts',
    batch: mapped.batch,
    spans: decoded.spans.length + decoded.rejected.length + overLimit,
    overLimit,
    rejected: [...decoded.rejected, ...mapped.rejected],
  };
}

function bodyAnswer(
  body: Exclude<BodyOutcome, { kind: 'read' }>,
  encoding: OtlpEncoding,
  bodyBytesMax: number,
): Answer {
  switch (body.kind) {
    case 'unknownEncoding':
      return failure(
        encoding,
        415,
        { code: RPC_CODE.unimplemented, message: 'Send the body plain or with gzip.' },
        { 'accept-encoding': 'gzip' },
      );
    case 'tooLarge': {
      const message = `The body is over ${bodyBytesMax} bytes, sent or unzipped. Send smaller batches.`;
      return failure(encoding, 413, { code: RPC_CODE.resourceExhausted, message });
    }
    case 'unreadable':
      return failure(encoding, 400, { code: RPC_CODE.invalidArgument, message: body.reason });
    case 'busy':
      return busy(encoding);
    case 'senderGone':
      // Never seen by anybody; 503 says that nothing was acknowledged.
      return failure(encoding, 503, { code: RPC_CODE.unavailable, message: 'The body is cut.' });
  }
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

function busy(encoding: OtlpEncoding): Answer {
  const message = 'Too much waits for the store already. Nothing was read: send it again.';
  return failure(encoding, 503, { code: RPC_CODE.unavailable, message }, RETRY_LATER);
}

/** The spans that the store refused, each once. */
async function write(
  batch: LineageBatch,
  { commits, signal }: Receiving,
): Promise<readonly RejectedSpan[]> {
  if (factCount(batch) === 0) return [];
  const refused = new Map<number, string>();
  for (const { origin, reason } of await commits.write(batch, signal)) {
    refused.set(origin ?? -1, reason);
  }
  return [...refused].map(([index, reason]) => ({ index, reason }));
}

function success(
  encoding: OtlpEncoding,
  rejected: readonly RejectedSpan[],
  { spans, overLimit }: Pick<Facts, 'spans' | 'overLimit'>,
): Answer {
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
          errorMessage: `${count} of ${spans} spans rejected: ${reasons.join('; ')}`,
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
