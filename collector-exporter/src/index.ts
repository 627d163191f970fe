export type { OtlpEncoding } from './decode.ts';
export { decodeTraceRequest } from './decode.ts';
export type { DecodedRequest, DecodeLimits } from './decoded-request.ts';
export type { PartialSuccess, RpcStatus } from './encode-response.ts';
export {
  encodeStatus,
  encodeTraceResponse,
  OTLP_CONTENT_TYPE,
  RPC_CODE,
} from './encode-response.ts';
export { DecodeError } from './errors.ts';
export type {
  ExporterCounts,
  LineageSpanExporterOptions,
  SpanExportResult,
} from './lineage-span-exporter.ts';
export { LineageSpanExporter } from './lineage-span-exporter.ts';
export type {
  Attributes,
  AttributeValue,
  OtlpEvent,
  OtlpLink,
  OtlpScope,
  OtlpSpan,
  RejectedSpan,
} from './otlp-span.ts';
export { spanKey } from './otlp-span.ts';
export type { FileRoot } from './pointer-name.ts';
export type { ReadableSpanLike } from './readable-span.ts';
export type { Redaction } from './redaction.ts';
export { parseRedaction } from './redaction.ts';
export type { MappedSpans, MappingCounts, MappingOptions } from './spans-to-batch.ts';
export { spansToBatch } from './spans-to-batch.ts';
export { printable } from './text.ts';
