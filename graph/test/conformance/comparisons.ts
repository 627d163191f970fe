import { describe, expect, test } from '@jest/globals';
import type { CompareAnswer } from '../../src/answers/compare-answer.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

const compare = (given: Given, one: string, other: string, more = {}): Promise<CompareAnswer> =>
  ask<CompareAnswer>(given.store, 'compare', { run: one, other, ...more });

export function comparisons(given: Given): void {
  describe('compares two runs', () => {
    test('that did the same, and says so', async () => {
      const same = {
        component: 'train',
        reads: [{ name: 'data', digest: 'sha256:1' }],
        writes: [{ name: 'model', digest: 'sha256:2' }],
        metrics: { accuracy: 0.5 },
        code: 'fit()',
      };
      await given.write(run({ ...same, id: 'a', start: 0 }), run({ ...same, id: 'b', start: 9 }));

      const answer = await compare(given, 'a', 'b');

      expect(answer).toMatchObject({
        same: true,
        a: { id: 'a' },
        b: { id: 'b' },
        facts: [],
        inputs: { same: 1, differences: [] },
        outputs: { same: 1, differences: [] },
        metrics: [{ name: 'accuracy', a: 0.5, b: 0.5, difference: 0 }],
        upstream: [],
        truncated: false,
      });
      expect((await compare(given, 'a', 'a')).same).toBe(true);
    });

    test('in code, inputs, outputs, metrics, triggers, slices, labels, place and time', async () => {
      await given.write(
        run({
          id: 'a',
          component: 'train',
          start: 0,
          end: 2,
          reads: [
            { name: 'both', digest: 'sha256:1', rows: 10n },
            { name: 'resized', rows: 10n },
            { name: 'silent' },
            'gone',
          ],
          writes: [{ name: 'model', digest: 'sha256:8' }],
          metrics: { accuracy: 0.75, old: 1 },
          failedTrigger: 'nulls',
          code: 'fit(1)',
          version: 'v1',
          labels: ['x', 'shared'],
          slices: { month: '1' },
          environment: 'prod',
        }),
        run({
          id: 'b',
          component: 'train',
          start: 10,
          end: 11,
          failed: 'boom',
          reads: [
            { name: 'both', digest: 'sha256:2', rows: 11n },
            { name: 'resized', rows: 12n },
            { name: 'silent' },
            'new',
          ],
          writes: [{ name: 'model', digest: 'md5:8' }],
          metrics: { accuracy: 0.5 },
          code: 'fit(2)',
          version: 'v2',
          labels: ['shared'],
          environment: 'test',
        }),
      );

      const answer = await compare(given, 'a', 'b');

      expect(answer.same).toBe(false);
      expect(answer.facts).toEqual([
        { name: 'environment', a: 'prod', b: 'test' },
        { name: 'state', a: 'ok', b: 'failed' },
        { name: 'error', a: null, b: 'boom' },
      ]);
      expect(answer.durationMs).toEqual({ a: 2_000, b: 1_000 });
      expect(answer.code).toEqual({
        version: { a: 'v1', b: 'v2' },
        digest: { a: 'sha256:fit(1)', b: 'sha256:fit(2)' },
        file: { a: 'fit(1).ts:1', b: 'fit(2).ts:1' },
        textDiffers: true,
        differs: true,
      });
      expect(answer.inputs.differences.map(({ pointer, change }) => [pointer, change])).toEqual([
        ['both', 'content'],
        ['gone', 'onlyA'],
        ['new', 'onlyB'],
        ['resized', 'content'],
        ['silent', 'unknown'],
      ]);
      expect(answer.inputs.differences[0]).toMatchObject({
        a: { digest: 'sha256:1', rows: 10 },
        b: { digest: 'sha256:2', rows: 11 },
      });
      expect(answer.outputs.differences).toMatchObject([{ pointer: 'model', change: 'unknown' }]);
      expect(answer.metrics).toEqual([
        { name: 'accuracy', unit: null, a: 0.75, b: 0.5, difference: -0.25 },
        { name: 'old', unit: null, a: 1, b: null, difference: null },
      ]);
      expect(answer.triggers).toEqual([
        {
          phase: 'after_run',
          name: 'nulls',
          status: { a: 'fail', b: null },
          value: { a: 0.5, b: null },
        },
      ]);
      expect(answer.slices).toEqual({ onlyA: ['month=1'], onlyB: [] });
      expect(answer.labels).toEqual({ onlyA: ['x'], onlyB: [] });
      const cut = await compare(given, 'a', 'b', { limit: 2 });
      expect(cut).toMatchObject({ truncated: true, inputs: { differences: [{}, {}] } });
    });

    test('up both lineages in step, nearest first, and names in what they differ', async () => {
      const day = (n: number, code: string) => [
        run({
          id: `clean${n}`,
          component: 'clean',
          start: n,
          code,
          reads: ['raw'],
          writes: [`c${n}`],
        }),
        run({
          id: `train${n}`,
          component: 'train',
          start: n + 3,
          code: 'fit',
          reads: [`c${n}`, 'shared'],
          writes: ['model'],
        }),
        run({
          id: `score${n}`,
          component: 'score',
          start: n + 6,
          code: 's',
          reads: ['model'],
          writes: [`out${n}`],
        }),
      ];
      await given.write(
        run({ id: 'setup', component: 'setup', start: 0, writes: ['shared'] }),
        ...day(10, 'old'),
        ...day(20, 'new'),
      );

      const answer = await compare(given, 'score10', 'score20');

      expect(answer.upstream).toEqual([
        {
          depth: 1,
          pointer: 'model',
          component: 'train',
          a: 'train10',
          b: 'train20',
          differs: ['inputs'],
        },
        {
          depth: 2,
          pointer: 'c10',
          component: 'clean',
          a: 'clean10',
          b: 'clean20',
          differs: ['code'],
        },
      ]);
      const near = await compare(given, 'score10', 'score20', { depth: 1 });
      expect(near).toMatchObject({ truncated: true, upstream: [{ depth: 1 }] });
      const then = await compare(given, 'score10', 'score20', { 'as-of': at(25.5) });
      expect(then.upstream).toMatchObject([{ a: 'train10', b: null, differs: ['missing'] }]);
    });

    test('past steps that are the same, to the first that differs', async () => {
      const line = (n: number, seed: string) => [
        run({
          id: `make${n}`,
          component: 'make',
          start: n,
          code: seed,
          writes: [{ name: 'x', digest: `sha256:${n}` }],
        }),
        run({
          id: `pass${n}`,
          component: 'pass',
          start: n + 3,
          reads: [{ name: 'x', digest: `sha256:${n}` }],
          writes: ['y'],
        }),
        run({ id: `end${n}`, component: 'end', start: n + 6, reads: ['y'] }),
      ];
      await given.write(...line(0, 'one'), ...line(20, 'two'), ...line(40, 'two'));

      const first = await compare(given, 'end20', 'end40');
      const other = await compare(given, 'end0', 'end20');

      expect(first.upstream.map(({ a, differs }) => [a, differs])).toEqual([
        ['pass20', ['inputs']],
        ['make20', ['outputs']],
      ]);
      expect(other.upstream.at(-1)).toMatchObject({ a: 'make0', differs: ['code', 'outputs'] });
    });

    test('and tells a metric whose difference is no number from one that is missing', async () => {
      await given.write(
        run({ id: 'a', start: 0, metrics: { loss: -1.7e308 } }),
        run({ id: 'b', start: 0, metrics: { loss: 1.7e308 } }),
      );

      const { metrics, same } = await compare(given, 'a', 'b');

      expect(metrics).toEqual([
        { name: 'loss', unit: null, a: -1.7e308, b: 1.7e308, difference: null },
      ]);
      expect(same).toBe(false);
    });
  });
}
