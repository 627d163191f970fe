import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { DecodeError, decodeTraceRequest, type OtlpEncoding, spansToBatch } from '../src/index.ts';
import { mutatedBodies } from './mutated-bodies.ts';
import { sdkSpans } from './sdk-spans.ts';

// A failing run prints its seed; replay it with FUZZ_SEED, and keep what it found as an example.
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const CASES = process.env.CI === 'true' ? 200_000 : 10_000;
const ONE_BODY_MS_MAX = 1_000;
const GROWTH_BYTES_MAX = 20_000_000;

const spans = sdkSpans();
const BODIES: Record<OtlpEncoding, readonly Uint8Array[]> = {
  protobuf: [spans, spans.slice(0, 1)].map((some) => whole(ProtobufTraceSerializer, some)),
  json: [spans, spans.slice(0, 1)].map((some) => whole(JsonTraceSerializer, some)),
};

describe(`mutated bodies (FUZZ_SEED=${SEED})`, () => {
  it(`${CASES} of them never crash, hang or swell the decoder or the mapping`, () => {
    const collectGarbage = garbageCollector();
    const outcomes = { decoded: 0, refused: 0 };
    let slowestMs = 0;
    let bytesBefore = 0;
    let number = 0;

    for (const { encoding, bytes } of mutatedBodies(BODIES, SEED)) {
      if (number === Math.floor(CASES / 10)) bytesBefore = collectGarbage();
      if (number === CASES) break;
      number += 1;
      const startedAt = performance.now();
      try {
        spansToBatch(decodeTraceRequest(bytes, encoding).spans);
        outcomes.decoded += 1;
      } catch (error) {
        if (!(error instanceof DecodeError)) throw new Error(`Body ${number}`, { cause: error });
        outcomes.refused += 1;
      }
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
    const growth = collectGarbage() - bytesBefore;

    // Both outcomes must have been tried, else the damage is too little or too much.
    expect(outcomes.decoded).toBeGreaterThan(CASES / 50);
    expect(outcomes.refused).toBeGreaterThan(CASES / 50);
    expect(slowestMs).toBeLessThan(ONE_BODY_MS_MAX);
    expect(growth).toBeLessThan(GROWTH_BYTES_MAX);
    expect(Reflect.has({}, 'polluted')).toBe(false);
  }, 300_000);
});

interface Serializer {
  serializeRequest(spans: ReturnType<typeof sdkSpans>): Uint8Array | undefined;
}

function whole(serializer: Serializer, some: ReturnType<typeof sdkSpans>): Uint8Array {
  const bytes = serializer.serializeRequest(some);
  if (bytes === undefined) throw new Error('The serializer gave nothing.');
  return bytes;
}

/** Collects, and gives the bytes that stay. */
function garbageCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}
