/**
 * The few wire-format moves that protobufjs's reader leaves to generated code. 64-bit values are
 * bigint: protobufjs itself would make `Long` objects, or numbers that lose the last digits of a time.
 */
import protobuf from 'protobufjs/minimal.js';

export type FieldReader = protobuf.Reader;

export function fieldReader(body: Uint8Array): FieldReader {
  // A Buffer view gets protobufjs's faster reader, whose strings replace bad UTF-8 instead of throwing.
  return protobuf.Reader.create(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

/** A part of the body that holds one nested message. */
export interface MessageRange {
  readonly start: number;
  readonly end: number;
}

/** Reads a length prefix and steps over the message, so that it can be read later. */
export function skipMessage(reader: FieldReader): MessageRange {
  const end = messageEnd(reader);
  const start = reader.pos;
  reader.pos = end;
  return { start, end };
}

/** Reads a length prefix; the position where the message after it ends. */
export function messageEnd(reader: FieldReader): number {
  const length = reader.size();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`a message of ${length} bytes runs past the end`);
  return end;
}

/**
 * Calls `read` with every tag (field number and wire type) up to `end`; where it answers false the
 * field is stepped over. A known field with an unexpected wire type is thus an unknown one, as in
 * Google's own readers.
 */
export function eachField(reader: FieldReader, end: number, read: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.tag();
    if (!read(tag)) reader.skipType(tag & 7, 0, tag >>> 3);
  }
  if (reader.pos !== end) throw new RangeError('a field runs past the end of its message');
}

export function readFixed64(reader: FieldReader): bigint {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return (BigInt(high) << 32n) | BigInt(low);
}

/** A varint as a signed 64-bit number. */
export function readInt64(reader: FieldReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.buf[reader.pos];
    if (byte === undefined) throw new RangeError('a number runs past the end');
    reader.pos += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw new RangeError('a number of more than ten bytes');
}

export function readHex(reader: FieldReader): string {
  const bytes = reader.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
