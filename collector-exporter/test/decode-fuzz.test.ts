import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { DecodeError, decodeTraceRequest, type OtlpEncoding, spansToBatch } from '../src/index.ts';
import { sdkSpans } from './sdk-spans.ts';

// A failing run prints its seed; replay it with FUZZ_SEED, and keep what it found as an example.
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const CASES = 3_000;

const BODIES: Record<OtlpEncoding, Uint8Array> = {
  protobuf: ProtobufTraceSerializer.serializeRequest(sdkSpans()) ?? new Uint8Array(),
  json: JsonTraceSerializer.serializeRequest(sdkSpans()) ?? new Uint8Array(),
};

const damage = fc.record({
  encoding: fc.constantFrom<OtlpEncoding>('protobuf', 'json'),
  keep: fc.double({ min: 0, max: 1.2, noNaN: true }),
  flips: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
});

describe(`damaged bodies (FUZZ_SEED=${SEED})`, () => {
  it(`never crash the decoder or the mapping in ${CASES} cases`, () => {
    let decoded = 0;
    fc.assert(
      fc.property(damage, ({ encoding, keep, flips }) => {
        const whole = BODIES[encoding];
        const body = Uint8Array.from(whole.subarray(0, Math.ceil(whole.length * keep)));
        for (const [position, byte] of flips) {
          if (body.length > 0) body[position % body.length] = byte;
        }
        try {
          spansToBatch(decodeTraceRequest(body, encoding).spans);
          decoded += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed: SEED, numRuns: CASES },
    );

    // Both outcomes must have been tried, else the damage is too little or too much.
    expect(decoded).toBeGreaterThan(CASES / 50);
    expect(decoded).toBeLessThan(CASES);
  });

  it('of random bytes never crash the decoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        try {
          decodeTraceRequest(body, 'protobuf');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed: SEED, numRuns: CASES },
    );
  });
});
