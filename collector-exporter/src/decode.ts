import { decodeJson } from './decode-json.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import type { DecodedRequest, DecodeLimits } from './decoded-request.ts';
import { DecodeError } from './errors.ts';

/** The two encodings of OTLP over HTTP. */
export type OtlpEncoding = 'protobuf' | 'json';

/**
 * Reads an OTLP `ExportTraceServiceRequest`, already unzipped. An empty request gives no spans.
 *
 * @throws DecodeError when the body as a whole cannot be read; nothing else is ever thrown.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export function decodeTraceRequest(
  body: Uint8Array,
  encoding: OtlpEncoding,
  limits: DecodeLimits = {},
): DecodedRequest {
  const { spansMax = 100_000, depthMax = 64 } = limits;
  const decode = encoding === 'json' ? decodeJson : decodeProtobuf;
  try {
    return decode(body, { spansMax, depthMax });
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    // The readers throw plain errors (a length past the end, a bad wire type): all mean the same here.
    const detail = error instanceof Error ? error.message : String(error);
    throw new DecodeError(`The body is no OTLP trace request in ${encoding}: ${detail}`, {
      cause: error,
    });
  }
}
