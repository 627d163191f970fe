import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonBody, protobufBody, RUN, WITHOUT_START } from './otlp-bodies.ts';
import { ask, start } from './running-service.ts';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const CASES = process.env.CI === 'true' ? 4_000 : 500;

const BODIES = {
  'application/x-protobuf': protobufBody(),
  'application/json': Buffer.from(jsonBody(RUN, WITHOUT_START)),
};

const damaged = fc.record({
  type: fc.constantFrom('application/x-protobuf' as const, 'application/json' as const),
  gzip: fc.boolean(),
  keep: fc.double({ min: 0.5, max: 1.2, noNaN: true }),
  flips: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }),
});

describe(`damaged requests (FUZZ_SEED=${SEED})`, () => {
  it('are answered with 200 or 400 and nothing else, and the service lives on', async () => {
    const service = await start();
    const statuses = new Set<number>();

    await fc.assert(
      fc.asyncProperty(damaged, async ({ type, gzip, keep, flips }) => {
        const whole = gzip ? gzipSync(BODIES[type]) : BODIES[type];
        const body = Uint8Array.from(whole.subarray(0, Math.ceil(whole.length * keep)));
        for (const [position, byte] of flips) body[position % body.length] = byte;

        const headers = { 'content-type': type, ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
        const reply = await ask(service, '/v1/traces', { method: 'POST', headers, body });

        statuses.add(reply.status);
        expect([200, 400]).toContain(reply.status);
        expect(reply.headers['content-type']).toBe(type);
      }),
      { seed: SEED, numRuns: CASES },
    );

    expect([...statuses].sort()).toEqual([200, 400]);
    expect((await ask(service, '/healthz')).status).toBe(200);
  });
});
