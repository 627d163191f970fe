import { describe, expect, test } from '@jest/globals';
import type { InspectAnswer, StaleAnswer, TraceAnswer } from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

export function staleness(given: Given): void {
  describe('says what is stale', () => {
    const DAY = 86_400;

    test('after strictly more than the limit', async () => {
      await given.write(
        run({ id: 'made', start: -1, end: 0, component: 'make', writes: ['p'] }),
        run({ id: 'exact', start: 30 * DAY, component: 'use', reads: ['p'] }),
        run({ id: 'older', start: 30 * DAY + 0.000001, component: 'use', reads: ['p'] }),
      );

      const exact = await ask<InspectAnswer>(given.store, 'inspect', { run: 'exact' });
      const older = await ask<InspectAnswer>(given.store, 'inspect', { run: 'older' });

      expect(exact.run.stale).toEqual([]);
      expect(older.run.stale).toMatchObject([{ kind: 'old', clock: 'atRun', dependency: 'made' }]);
    });

    test('when a fresher run ended before it started, and later ones only now', async () => {
      await given.write(
        run({
          id: 'train1',
          start: 0,
          component: 'train',
          writes: [{ name: 'm', digest: 'sha256:1' }],
        }),
        run({
          id: 'train2',
          start: 10,
          component: 'train',
          writes: [{ name: 'm', digest: 'sha256:2' }],
        }),
        run({
          id: 'fine',
          start: 5,
          component: 'score',
          reads: [{ name: 'm', digest: 'sha256:1' }],
        }),
        run({
          id: 'stale',
          start: 20,
          component: 'score',
          reads: [{ name: 'm', digest: 'sha256:1' }],
        }),
      );

      const fine = await ask<InspectAnswer>(given.store, 'inspect', { run: 'fine' });
      const stale = await ask<InspectAnswer>(given.store, 'inspect', { run: 'stale' });
      const now = await ask<StaleAnswer>(given.store, 'stale', {
        subject: 'fine',
        'as-of': at(30),
      });

      expect(fine.run.stale).toEqual([]);
      expect(stale.run.stale).toMatchObject([{ kind: 'fresher', dependency: 'train1' }]);
      expect(stale.run.stale[0]?.message).toContain('1 fresher ok run');
      expect(now.runs[0]?.stale).toMatchObject([
        { kind: 'fresher', clock: 'now', dependency: 'train1' },
        { kind: 'fresher', clock: 'now', dependency: 'train2' },
      ]);
    });

    test('of sharded jobs by the part that was read, when asked to', async () => {
      await given.write(
        run({ id: 'load1', start: 0, component: 'load', writes: ['part-a'] }),
        run({ id: 'load2', start: 10, component: 'load', writes: ['part-b'] }),
        run({ id: 'use', start: 20, component: 'use', reads: ['part-a'], writes: ['out'] }),
        run({ id: 'load3', start: 30, component: 'load', writes: ['part-a'] }),
        run({ id: 'late', start: 40, component: 'use', reads: [{ name: 'part-a', at: at(5) }] }),
      );
      const by = { 'fresher-by': 'pointer' };

      const byComponent = await ask<InspectAnswer>(given.store, 'inspect', { run: 'use' });
      const byPart = await ask<InspectAnswer>(given.store, 'inspect', { run: 'use', ...by });
      const late = await ask<InspectAnswer>(given.store, 'inspect', { run: 'late', ...by });

      expect(byComponent.run.stale).toMatchObject([{ kind: 'fresher', dependency: 'load1' }]);
      expect(byPart.run.stale).toEqual([]);
      expect(late.run.stale).toMatchObject([
        { dependency: 'load1', message: expect.stringContaining('1 fresher ok run of part-a') },
      ]);
    });

    test('when a trigger upstream failed, with the chain that leads there', async () => {
      await given.write(
        run({ id: 'clean', start: 0, component: 'clean', writes: ['c'], failedTrigger: 'nulls' }),
        run({ id: 'train', start: 5, component: 'train', reads: ['c'], writes: ['m'] }),
        run({ id: 'score', start: 10, component: 'score', reads: ['m'], writes: ['out'] }),
      );

      const { runs } = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'out' });

      expect(runs[0]?.stale).toMatchObject([
        { kind: 'trigger', dependency: 'clean', transitive: true, chain: ['score', 'train'] },
      ]);
      expect(runs[1]?.stale).toMatchObject([{ kind: 'trigger', dependency: 'clean' }]);
      expect(runs[1]?.stale[0]).not.toHaveProperty('transitive');
      expect(runs[2]?.failedTriggers).toMatchObject([
        { name: 'nulls', status: 'fail', value: 0.5 },
      ]);
    });

    test('of everything at once: the last run of every component', async () => {
      await given.write(
        run({ id: 'old', start: 0, component: 'make', writes: ['p'] }),
        run({ id: 'use', start: 10, component: 'use', reads: ['p'] }),
        run({ id: 'new', start: 20, component: 'make', writes: ['p'] }),
      );

      const answer = await ask<StaleAnswer>(given.store, 'stale', { 'as-of': at(60) });

      expect(answer).toMatchObject({ subject: null, checked: 2, runs: [{ id: 'use' }] });
    });
  });
}
