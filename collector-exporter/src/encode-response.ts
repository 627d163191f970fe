import protobuf from 'protobufjs/minimal.js';
import type { OtlpEncoding } from './decode.ts';

/**
 * Content types to the letter: the Collector compares them as whole strings, and one with a charset
 * makes it ignore a partial success in silence.
 */
export const OTLP_CONTENT_TYPE: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** How many spans were not taken, and why; the sender must not send them again. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** `ExportTraceServiceResponse`; null is full success, which is an empty message. */
export function encodeTraceResponse(
  encoding: OtlpEncoding,
  partial: PartialSuccess | null,
): Uint8Array {
  if (encoding === 'json') {
    // int64 is a string in protobuf's JSON.
    const body =
      partial === null
        ? {}
        : { partialSuccess: { ...partial, rejectedSpans: String(partial.rejectedSpans) } };
    return Buffer.from(JSON.stringify(body));
  }
  const writer = protobuf.Writer.create();
  if (partial !== null) {
    writer.uint32(0x0a).fork();
    writer.uint32(0x08).int64(partial.rejectedSpans);
    writer.uint32(0x12).string(partial.errorMessage);
    writer.ldelim();
  }
  return writer.finish();
}

/** `google.rpc.Code` values that the receiver answers with. */
export const RPC_CODE = {
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export interface RpcStatus {
  readonly code: number;
  readonly message: string;
}

/** `google.rpc.Status`, the body of every OTLP/HTTP error. */
export function encodeStatus(encoding: OtlpEncoding, status: RpcStatus): Uint8Array {
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify({ code: status.code, message: status.message }));
  }
  const writer = protobuf.Writer.create();
  writer.uint32(0x08).int32(status.code);
  writer.uint32(0x12).string(status.message);
  return writer.finish();
}
