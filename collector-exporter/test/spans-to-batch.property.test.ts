import { describe, expect, it } from '@jest/globals';
import type { LineageBatch } from '@spantrail/graph';
import fc from 'fast-check';
import { type AttributeValue, type OtlpSpan, spansToBatch } from '../src/index.ts';
import { span, spanId } from './spans.ts';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constant(null),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 3 }),
  fc.constant(new Map([['nested', 1]])),
);

const attributeName = fc.constantFrom(
  'ml.run.id',
  'ml.run.state',
  'ml.run.notes',
  'ml.input.names',
  'ml.input.rows',
  'ml.input.digests',
  'ml.output.names',
  'ml.output.times',
  'ml.metric.names',
  'ml.metric.values',
  'ml.metric.loss',
  'ml.trigger.names',
  'ml.trigger.statuses',
  'ml.trigger.x.status',
  'ml.flag.pointer',
  'ml.flag.value',
  'ml.labels',
  'ml.code.text',
  '__proto__',
);

const attributes = fc
  .tuple(
    fc.option(fc.constantFrom<AttributeValue>('train', 'score', '', 7), { freq: 3 }),
    fc.array(fc.tuple(attributeName, anyValue), { maxLength: 6 }),
  )
  .map(([component, pairs]) => {
    const map = new Map<string, AttributeValue>(pairs);
    return component === null ? map : map.set('ml.component.name', component);
  });

const spans: fc.Arbitrary<OtlpSpan[]> = fc.array(
  fc
    .record({ id: fc.nat(6), parent: fc.nat(7), attributes, end: fc.option(fc.nat(4_000_000)) })
    .map(({ id, parent, attributes, end }) => ({
      ...span({
        spanId: spanId(`${id + 1}`),
        parentSpanId: parent === 0 ? null : spanId(`${parent}`),
        endNs: end === null ? null : BigInt(end),
      }),
      attributes,
    })),
  { maxLength: 8 },
);

describe(`spansToBatch on any spans (FUZZ_SEED=${SEED})`, () => {
  it('gives the same facts for the same spans in another order, and repeated', () => {
    fc.assert(
      fc.property(spans, fc.infiniteStream(fc.nat()), (all, dice) => {
        const shuffled = all
          .flatMap((each) => ((dice.next().value ?? 0) % 3 === 0 ? [each, each] : [each]))
          .map((each) => ({ each, place: dice.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ each }) => each);

        expect(factsOf(spansToBatch(shuffled).batch)).toEqual(factsOf(spansToBatch(all).batch));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('says of every span what became of it', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const { batch, rejected, unused, counts } = spansToBatch(
          all.map((each, index) => ({ ...each, index })),
        );
        const seen = new Set([
          ...batch.contributions.map((each) => each.origin),
          ...(batch.orphans ?? []).map((each) => each.origin),
          ...batch.annotations.map((each) => each.origin),
          ...rejected.map((each) => each.index),
          ...unused.map((each) => each.index),
        ]);

        expect(seen.size + counts.unbridged).toBeGreaterThanOrEqual(all.length);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('never lets an empty name, a value that is not finite or broken Unicode through', () => {
    fc.assert(
      fc.property(spans, (all) => {
        for (const each of spansToBatch(all).batch.contributions) {
          const names = [
            each.run,
            ...[...each.inputs, ...each.outputs].map((io) => io.pointer.name),
            ...each.metrics.map((metric) => metric.name),
            ...each.labels,
          ];
          expect(
            names.filter((name) => name === '' || Buffer.from(name).toString() !== name),
          ).toEqual([]);
          expect(each.metrics.every((metric) => Number.isFinite(metric.value))).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

/** The facts as a set: where a span stood and how often it came does not count. */
function factsOf({ contributions, annotations }: LineageBatch): Set<string> {
  return new Set(
    [...contributions, ...annotations].map((fact) =>
      JSON.stringify({ ...fact, origin: 0 }, (_, value) =>
        typeof value === 'bigint' ? `${value}n` : value,
      ),
    ),
  );
}
