/**
 * OTLP protobuf straight into our span model. Generated classes in between would cost a second copy of
 * every request and hundreds of KB of code. Tags are written as the wire has them,
 * `number << 3 | wire type`. The field numbers are those of opentelemetry-proto 1.x `trace.proto`.
 */
import type { DecodedRequest, DecodeLimits } from './decoded-request.ts';
import type { Attributes, AttributeValue, OtlpEvent, OtlpLink, OtlpScope } from './otlp-span.ts';
import {
  eachField,
  type FieldReader,
  fieldReader,
  type MessageRange,
  messageEnd,
  readFixed64,
  readHex,
  readInt64,
  skipMessage,
} from './protobuf-fields.ts';
import { emptySpanDraft, RequestDraft, type SpanOwner } from './request-draft.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const tagOf = (field: number, wire: number): number => (field << 3) | wire;
const MESSAGE_1 = tagOf(1, BYTES);
const MESSAGE_2 = tagOf(2, BYTES);

/** @throws Error of any class when the bytes are no message of this kind. */
export function decodeProtobuf(body: Uint8Array, limits: Required<DecodeLimits>): DecodedRequest {
  const reader = fieldReader(body);
  const draft = new RequestDraft(limits);
  eachField(reader, reader.len, (tag) => {
    if (tag !== MESSAGE_1) return false;
    readResourceSpans(reader, messageEnd(reader), draft);
    return true;
  });
  return draft.finish();
}

function readResourceSpans(reader: FieldReader, end: number, draft: RequestDraft): void {
  let resource: Attributes = new Map();
  // The wire does not promise that the resource stands before its spans, so the spans wait.
  const scopes: MessageRange[] = [];
  eachField(reader, end, (tag) => {
    if (tag === MESSAGE_1) resource = readAttributesMessage(reader, messageEnd(reader), draft);
    else if (tag === MESSAGE_2) scopes.push(skipMessage(reader));
    else return false;
    return true;
  });
  for (const range of scopes) {
    reader.pos = range.start;
    readScopeSpans(reader, range.end, resource, draft);
  }
  reader.pos = end;
}

function readScopeSpans(
  reader: FieldReader,
  end: number,
  resource: Attributes,
  draft: RequestDraft,
): void {
  let scope: OtlpScope = { name: '', version: '' };
  const spans: MessageRange[] = [];
  eachField(reader, end, (tag) => {
    if (tag === MESSAGE_1) scope = readScope(reader, messageEnd(reader));
    else if (tag === MESSAGE_2) spans.push(skipMessage(reader));
    else return false;
    return true;
  });
  const owner = { resource, scope };
  for (const range of spans) {
    const index = draft.nextIndex();
    if (index === null) continue;
    reader.pos = range.start;
    readSpan(reader, range.end, { index, owner, draft });
  }
  reader.pos = end;
}

function readSpan(
  reader: FieldReader,
  end: number,
  { index, owner, draft }: { index: number; owner: SpanOwner; draft: RequestDraft },
): void {
  const span = emptySpanDraft();
  const attributes = new Map<string, AttributeValue>();
  span.attributes = attributes;
  eachField(reader, end, (tag) => {
    switch (tag) {
      case tagOf(1, BYTES):
        span.traceId = readHex(reader);
        return true;
      case tagOf(2, BYTES):
        span.spanId = readHex(reader);
        return true;
      case tagOf(4, BYTES):
        span.parentSpanId = readHex(reader);
        return true;
      case tagOf(5, BYTES):
        span.name = reader.string();
        return true;
      case tagOf(6, VARINT):
        span.kind = reader.int32();
        return true;
      case tagOf(7, FIXED64):
        span.startNs = readFixed64(reader);
        return true;
      case tagOf(8, FIXED64):
        span.endNs = readFixed64(reader);
        return true;
      case tagOf(9, BYTES):
        readKeyValue(reader, attributes, draft, 1);
        return true;
      case tagOf(10, VARINT):
        span.droppedAttributesCount = reader.uint32();
        return true;
      case tagOf(11, BYTES):
        span.events.push(readEvent(reader, messageEnd(reader), draft));
        return true;
      case tagOf(13, BYTES):
        span.links.push(readLink(reader, messageEnd(reader), draft));
        return true;
      case tagOf(15, BYTES):
        eachField(reader, messageEnd(reader), (field) => {
          if (field === tagOf(2, BYTES)) span.statusMessage = reader.string();
          else if (field === tagOf(3, VARINT)) span.statusCode = reader.int32();
          else return false;
          return true;
        });
        return true;
      case tagOf(16, FIXED32):
        span.flags = reader.fixed32();
        return true;
      default:
        return false;
    }
  });
  draft.add(index, span, owner);
}

function readScope(reader: FieldReader, end: number): OtlpScope {
  let name = '';
  let version = '';
  eachField(reader, end, (tag) => {
    if (tag === tagOf(1, BYTES)) name = reader.string();
    else if (tag === tagOf(2, BYTES)) version = reader.string();
    else return false;
    return true;
  });
  return { name, version };
}

function readEvent(reader: FieldReader, end: number, draft: RequestDraft): OtlpEvent {
  const attributes = new Map<string, AttributeValue>();
  let timeNs = 0n;
  let name = '';
  eachField(reader, end, (tag) => {
    if (tag === tagOf(1, FIXED64)) timeNs = readFixed64(reader);
    else if (tag === tagOf(2, BYTES)) name = reader.string();
    else if (tag === tagOf(3, BYTES)) readKeyValue(reader, attributes, draft, 1);
    else return false;
    return true;
  });
  return { timeNs, name, attributes };
}

function readLink(reader: FieldReader, end: number, draft: RequestDraft): OtlpLink {
  const attributes = new Map<string, AttributeValue>();
  let traceId = '';
  let spanId = '';
  eachField(reader, end, (tag) => {
    if (tag === tagOf(1, BYTES)) traceId = readHex(reader);
    else if (tag === tagOf(2, BYTES)) spanId = readHex(reader);
    else if (tag === tagOf(4, BYTES)) readKeyValue(reader, attributes, draft, 1);
    else return false;
    return true;
  });
  return { traceId, spanId, attributes };
}

/** A message whose field 1 is a list of key and value: Resource, KeyValueList. */
function readAttributesMessage(
  reader: FieldReader,
  end: number,
  draft: RequestDraft,
  depth = 1,
): Attributes {
  const attributes = new Map<string, AttributeValue>();
  eachField(reader, end, (tag) => {
    if (tag !== MESSAGE_1) return false;
    readKeyValue(reader, attributes, draft, depth);
    return true;
  });
  return attributes;
}

function readKeyValue(
  reader: FieldReader,
  into: Map<string, AttributeValue>,
  draft: RequestDraft,
  depth: number,
): void {
  let key = '';
  let value: AttributeValue = null;
  eachField(reader, messageEnd(reader), (tag) => {
    if (tag === tagOf(1, BYTES)) key = reader.string();
    else if (tag === tagOf(2, BYTES)) value = readValue(reader, messageEnd(reader), draft, depth);
    else return false;
    return true;
  });
  into.set(key, value);
}

function readValue(
  reader: FieldReader,
  end: number,
  draft: RequestDraft,
  depth: number,
): AttributeValue {
  if (depth > draft.limits.depthMax) {
    reader.pos = end;
    return draft.valueTooDeep();
  }
  let value: AttributeValue = null;
  eachField(reader, end, (tag) => {
    switch (tag) {
      case tagOf(1, BYTES):
        value = reader.string();
        return true;
      case tagOf(2, VARINT):
        value = reader.bool();
        return true;
      case tagOf(3, VARINT):
        value = readInt64(reader);
        return true;
      case tagOf(4, FIXED64):
        value = reader.double();
        return true;
      case tagOf(5, BYTES):
        value = readList(reader, messageEnd(reader), draft, depth + 1);
        return true;
      case tagOf(6, BYTES):
        value = readAttributesMessage(reader, messageEnd(reader), draft, depth + 1);
        return true;
      case tagOf(7, BYTES):
        value = Buffer.from(reader.bytes());
        return true;
      default:
        return false;
    }
  });
  return value;
}

function readList(
  reader: FieldReader,
  end: number,
  draft: RequestDraft,
  depth: number,
): AttributeValue[] {
  const list: AttributeValue[] = [];
  eachField(reader, end, (tag) => {
    if (tag !== MESSAGE_1) return false;
    list.push(readValue(reader, messageEnd(reader), draft, depth));
    return true;
  });
  return list;
}
