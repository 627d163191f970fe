import type { OtlpSpan, RejectedSpan } from './otlp-span.ts';

/** Bounds of what is read from one request; what lies beyond them is counted. */
export interface DecodeLimits {
  /** Spans taken from one request; those after it are counted as `overLimit`. Default 100,000. */
  readonly spansMax?: number;
  /** Nesting of lists and maps in one value; what lies deeper reads as null. Default 64, as in the SDKs. */
  readonly depthMax?: number;
}

/** What one request held, in its own order. */
export interface DecodedRequest {
  readonly spans: readonly OtlpSpan[];
  /** Spans that are bad by themselves: no ids, no start. The others of the request are fine. */
  readonly rejected: readonly RejectedSpan[];
  /** Spans beyond `spansMax`, not read. */
  readonly overLimit: number;
  /** Values that lay deeper than `depthMax` and read as null. */
  readonly valuesTooDeep: number;
  /** Span links without well-formed ids, left out. */
  readonly badLinks: number;
}
