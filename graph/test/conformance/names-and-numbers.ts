import { describe, expect, test } from '@jest/globals';
import type { HistoryAnswer, InspectAnswer, TraceAnswer } from '../../src/answers/answers.ts';
import { formatTime } from '../../src/facts/time.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

export function namesAndNumbers(given: Given): void {
  describe('finds names', () => {
    test('that are hostile, byte for byte', async () => {
      const names = [
        `quote ' " back \\ tick \` newline \n emoji 😀`,
        "'}) DETACH DELETE n //",
        '$param {x} __proto__',
        `long ${'é'.repeat(5_000)}`,
        ' spaces ',
        'nul \u0000 and line separator \u2028',
        '"]); MATCH (n) SET n:Owned //',
        '__proto__',
        'ends with a backslash \\',
      ];
      for (const [index, hostile] of names.entries()) {
        await given.write(
          run({
            id: `run ${hostile}`,
            span: `00:0${index}`,
            component: `component ${hostile}`,
            start: index,
            writes: [{ name: hostile, digest: `sha256:${hostile}` }],
            metrics: { [`metric ${hostile}`]: 1 },
            failedTrigger: `trigger ${hostile}`,
            tags: [hostile],
            environment: hostile,
            namespace: hostile,
            slices: { [hostile]: hostile },
          }),
        );
      }

      for (const hostile of names) {
        const { runs, pointer: found } = await ask<TraceAnswer>(given.store, 'trace', {
          pointer: hostile,
        });
        expect(found).toBe(hostile);
        expect(runs).toMatchObject([
          {
            id: `run ${hostile}`,
            component: `component ${hostile}`,
            outputs: [hostile],
            failedTriggers: [{ name: `trigger ${hostile}` }],
          },
        ]);
        const { runs: told } = await ask<HistoryAnswer>(given.store, 'history', {
          component: `component ${hostile}`,
          environment: hostile,
        });
        expect(told[0]?.metrics).toEqual([{ name: `metric ${hostile}`, value: 1 }]);
      }
    });

    test('apart that two namespaces share, and asks which is meant', async () => {
      await given.write(
        run({ id: 'a', namespace: 'team-a', start: 0, writes: ['out.csv'] }),
        run({ id: 'b', namespace: 'team-b', start: 1, writes: ['out.csv'] }),
      );

      const a = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'out.csv',
        namespace: 'team-a',
      });

      expect(a.producer.run).toBe('a');
      await expect(ask(given.store, 'trace', { pointer: 'out.csv' })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('"team-a", "team-b"'),
      });
    });

    test('that are nearly right, and says which', async () => {
      await given.write(
        run({ id: 'trained-1', component: 'train', start: 0, writes: ['features.csv'] }),
      );

      await expect(ask(given.store, 'trace', { pointer: 'feature.csv' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        kind: 'pointer',
        nearest: ['features.csv'],
      });
      await expect(ask(given.store, 'history', { component: 'trian' })).rejects.toMatchObject({
        nearest: ['train'],
      });
      await expect(ask(given.store, 'inspect', { run: 'trained-2' })).rejects.toMatchObject({
        nearest: ['trained-1'],
      });
      const byPrefix = await ask<InspectAnswer>(given.store, 'inspect', { run: 'train' });
      expect(byPrefix.run.id).toBe('trained-1');
    });
  });

  test('keeps numbers exactly: µs, large counts, and metrics that are whole or tiny or huge', async () => {
    const metrics = {
      whole: 1,
      tiny: 5e-324,
      huge: 1.7976931348623157e308,
      third: 1 / 3,
      negative: -2,
    };
    await given.write(
      run({
        id: 'n',
        start: 0.000001,
        metrics,
        writes: [{ name: 'p', rows: 2n ** 53n - 1n, bytes: 123_456_789_012n }],
      }),
    );

    const { run: found } = await ask<InspectAnswer>(given.store, 'inspect', { run: 'n' });

    expect(
      Object.fromEntries(found.metrics.map(({ name: metric, value }) => [metric, value])),
    ).toEqual(metrics);
    expect(found.start).toBe(formatTime(at(0.000001)));
    expect(found.writes).toMatchObject([{ rows: 2 ** 53 - 1, bytes: 123_456_789_012 }]);
  });

  test('an empty batch changes nothing', async () => {
    const report = await given.store.write({ contributions: [], annotations: [] });

    expect(report).toEqual({ runs: 0, annotations: 0, rejected: [] });
    expect(await given.store.dump()).toEqual({ nodes: [], edges: [] });
  });
}
