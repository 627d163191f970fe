import { describe, expect, test } from '@jest/globals';
import type { ImpactAnswer, TraceAnswer } from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { at, batch, diamonds, run } from '../facts.ts';
import type { Given } from './given.ts';

export function traces(given: Given): void {
  describe('traces', () => {
    test('15 joined diamonds to exactly 46 runs', async () => {
      await given.store.write(batch(...diamonds(15)));

      const { runs, truncated } = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'x15' });

      expect(runs).toHaveLength(46);
      expect(new Set(runs.map(({ id }) => id)).size).toBe(46);
      expect(truncated).toBe(false);
    });

    test('a chain of 1,000 runs whole', async () => {
      const chain = Array.from({ length: 1_000 }, (_, index) =>
        run({
          id: `run${index}`,
          start: index * 2,
          reads: [`p${index}`],
          writes: [`p${index + 1}`],
        }),
      );
      await given.store.write(batch(...chain));

      const { runs } = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'p1000' });

      expect(runs).toHaveLength(1_000);
      expect(runs.at(-1)).toMatchObject({ id: 'run0', depth: 1_000 });
    }, 120_000);

    test('a pointer that is read and rewritten in place, and ends', async () => {
      await given.write(
        run({ id: 'a', start: 0, writes: ['table'] }),
        run({ id: 'b', start: 10, reads: ['table'], writes: ['table'] }),
        run({ id: 'c', start: 20, reads: ['table'], writes: ['table'] }),
      );

      const { runs } = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'table' });

      expect(runs.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    });

    test('and says what was cut', async () => {
      await given.store.write(batch(...diamonds(3)));

      const shallow = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'x3', depth: 2 });
      const small = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'x3', limit: 4 });

      expect(shallow.runs.map(({ depth }) => depth)).toEqual([1, 2, 2]);
      expect(shallow).toMatchObject({
        truncated: true,
        notes: [expect.stringContaining('--depth')],
      });
      expect(small.runs).toHaveLength(4);
      expect(small.truncated).toBe(true);
    });

    test('a pointer that nobody wrote, or whose writer runs or failed, as such', async () => {
      await given.write(
        run({ id: 'reader', start: 5, reads: ['raw.csv'] }),
        run({ id: 'running', start: 5, end: null, writes: ['soon.csv'] }),
        run({ id: 'failed', start: 5, failed: 'no memory', writes: ['half.csv'] }),
      );

      const raw = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'raw.csv' });
      const soon = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'soon.csv' });
      const half = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'half.csv' });

      expect(raw).toMatchObject({ producer: { state: 'none', run: null }, runs: [] });
      expect(soon).toMatchObject({ producer: { state: 'running', run: 'running' }, runs: [] });
      expect(half).toMatchObject({
        producer: { state: 'failed', run: 'failed' },
        runs: [{ state: 'failed', error: 'no memory' }],
      });
    });

    test('as of a moment when the writer had started and not finished, to a running run', async () => {
      await given.write(run({ id: 'writer', start: 0, end: 10, writes: ['p'] }));

      const then = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'p', 'as-of': at(5) });
      const before = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'p',
        'as-of': at(-1),
      });

      expect(then).toMatchObject({ producer: { state: 'running', run: 'writer' }, runs: [] });
      expect(before).toMatchObject({ producer: { state: 'none', run: null }, runs: [] });
    });

    test('as of the past, when later runs were not there yet', async () => {
      await given.write(
        run({ id: 'old', start: 0, writes: ['p'] }),
        run({ id: 'new', start: 10, end: 12, writes: ['p'] }),
      );

      const then = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'p', 'as-of': at(11) });

      expect(then.producer).toEqual({ state: 'ok', run: 'old' });
    });
  });

  test('impact finds all that was made from a pointer or a run', async () => {
    await given.store.write(batch(...diamonds(2)));

    const ofPointer = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'x1' });
    const ofRun = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'left0' });

    expect(ofPointer.runs.map(({ id }) => id).sort()).toEqual(['join1', 'left1', 'right1']);
    expect(ofRun.runs.map(({ id }) => id)).toEqual(['join0', 'left1', 'right1', 'join1']);
  });
}
