/**
 * OTLP/JSON: ids are hex in any case, enums are integers, 64-bit numbers may be strings or numbers,
 * zero fields are left out, unknown fields are ignored. A mistake inside a span rejects that span; a
 * mistake around the spans makes the request undecodable.
 */
import type { DecodedRequest, DecodeLimits } from './decoded-request.ts';
import { DecodeError } from './errors.ts';
import {
  type JsonObject,
  JsonShapeError,
  jsonInt32,
  jsonInt64,
  jsonList,
  jsonObject,
  jsonString,
} from './json-fields.ts';
import type { Attributes, AttributeValue, OtlpEvent, OtlpLink } from './otlp-span.ts';
import { emptySpanDraft, RequestDraft, type SpanDraft, type SpanOwner } from './request-draft.ts';

/** @throws Error of any class when the text is no message of this kind. */
export function decodeJson(body: Uint8Array, limits: Required<DecodeLimits>): DecodedRequest {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const request: unknown = JSON.parse(text);
  if (request === null || typeof request !== 'object' || Array.isArray(request)) {
    throw new DecodeError('The body is JSON, but no object with "resourceSpans".');
  }
  const draft = new RequestDraft(limits);
  for (const item of jsonList(jsonObject(request, 'the request'), 'resourceSpans')) {
    const resourceSpans = jsonObject(item, 'resourceSpans');
    const resource = readAttributes(jsonObject(resourceSpans.resource, 'resource'), draft);
    for (const scopeItem of jsonList(resourceSpans, 'scopeSpans')) {
      const scopeSpans = jsonObject(scopeItem, 'scopeSpans');
      const scope = jsonObject(scopeSpans.scope, 'scope');
      const owner = {
        resource,
        scope: { name: jsonString(scope, 'name'), version: jsonString(scope, 'version') },
      };
      for (const span of jsonList(scopeSpans, 'spans')) addSpan(span, owner, draft);
    }
  }
  return draft.finish();
}

function addSpan(item: unknown, owner: SpanOwner, draft: RequestDraft): void {
  const index = draft.nextIndex();
  if (index === null) return;
  try {
    draft.add(index, readSpan(jsonObject(item, 'a span'), draft), owner);
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error;
    draft.reject(index, error.message);
  }
}

function readSpan(span: JsonObject, draft: RequestDraft): SpanDraft {
  const status = jsonObject(span.status, 'status');
  return {
    ...emptySpanDraft(),
    traceId: jsonString(span, 'traceId').toLowerCase(),
    spanId: jsonString(span, 'spanId').toLowerCase(),
    parentSpanId: jsonString(span, 'parentSpanId').toLowerCase(),
    name: jsonString(span, 'name'),
    kind: jsonInt32(span, 'kind'),
    startNs: jsonInt64(span.startTimeUnixNano, 'startTimeUnixNano'),
    endNs: jsonInt64(span.endTimeUnixNano, 'endTimeUnixNano'),
    attributes: readAttributes(span, draft),
    droppedAttributesCount: jsonInt32(span, 'droppedAttributesCount'),
    events: jsonList(span, 'events').map((event) => readEvent(jsonObject(event, 'events'), draft)),
    links: jsonList(span, 'links').map((link) => readLink(jsonObject(link, 'links'), draft)),
    statusCode: jsonInt32(status, 'code'),
    statusMessage: jsonString(status, 'message'),
    flags: jsonInt32(span, 'flags'),
  };
}

function readEvent(event: JsonObject, draft: RequestDraft): OtlpEvent {
  return {
    timeNs: jsonInt64(event.timeUnixNano, 'timeUnixNano'),
    name: jsonString(event, 'name'),
    attributes: readAttributes(event, draft),
  };
}

function readLink(link: JsonObject, draft: RequestDraft): OtlpLink {
  return {
    traceId: jsonString(link, 'traceId').toLowerCase(),
    spanId: jsonString(link, 'spanId').toLowerCase(),
    attributes: readAttributes(link, draft),
  };
}

function readAttributes(owner: JsonObject, draft: RequestDraft): Attributes {
  return readKeyValues(jsonList(owner, 'attributes'), draft, 1);
}

function readKeyValues(
  items: readonly unknown[],
  draft: RequestDraft,
  depth: number,
): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  for (const item of items) {
    const pair = jsonObject(item, 'attributes');
    attributes.set(jsonString(pair, 'key'), readValue(pair.value, draft, depth));
  }
  return attributes;
}

function readValue(item: unknown, draft: RequestDraft, depth: number): AttributeValue {
  if (depth > draft.limits.depthMax) return draft.valueTooDeep();
  const value = jsonObject(item, 'value');
  if (isSet(value.stringValue)) return jsonString(value, 'stringValue');
  if (isSet(value.boolValue)) return value.boolValue === true;
  if (isSet(value.intValue)) return jsonInt64(value.intValue, 'intValue');
  if (isSet(value.doubleValue)) return readDouble(value.doubleValue);
  if (isSet(value.bytesValue)) return Buffer.from(jsonString(value, 'bytesValue'), 'base64');
  if (isSet(value.arrayValue)) {
    const list = jsonList(jsonObject(value.arrayValue, 'arrayValue'), 'values');
    return list.map((element) => readValue(element, draft, depth + 1));
  }
  if (isSet(value.kvlistValue)) {
    const list = jsonList(jsonObject(value.kvlistValue, 'kvlistValue'), 'values');
    return readKeyValues(list, draft, depth + 1);
  }
  return null;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Numbers, or text: protobuf's JSON writes NaN and the infinities as strings. */
function readDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number) && value !== 'NaN') throw new JsonShapeError('doubleValue is no number');
  return number;
}
