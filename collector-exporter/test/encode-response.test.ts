import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { encodeStatus, encodeTraceResponse, RPC_CODE } from '../src/index.ts';

const PARTIAL = { rejectedSpans: 3, errorMessage: 'three spans have no start time' };

describe('encodeTraceResponse', () => {
  it('is read by the SDK as a partial success, in both encodings', () => {
    const protobuf = encodeTraceResponse('protobuf', PARTIAL);
    const json = encodeTraceResponse('json', PARTIAL);

    expect(ProtobufTraceSerializer.deserializeResponse(protobuf)).toEqual({
      partialSuccess: PARTIAL,
    });
    expect(JsonTraceSerializer.deserializeResponse(json)).toEqual({
      partialSuccess: { ...PARTIAL, rejectedSpans: '3' },
    });
  });

  it('is an empty message on full success', () => {
    expect(encodeTraceResponse('protobuf', null)).toHaveLength(0);
    expect(Buffer.from(encodeTraceResponse('json', null)).toString()).toBe('{}');
  });
});

describe('encodeStatus', () => {
  it('writes code as field 1 and message as field 2', () => {
    const status = { code: RPC_CODE.invalidArgument, message: 'bad' };

    expect(Buffer.from(encodeStatus('protobuf', status)).toString('hex')).toBe('08031203626164');
    expect(Buffer.from(encodeStatus('json', status)).toString()).toBe('{"code":3,"message":"bad"}');
  });
});
