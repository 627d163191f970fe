import { describe, expect, test } from '@jest/globals';
import type {
  ComponentsAnswer,
  HistoryAnswer,
  RunsAnswer,
  TagsAnswer,
} from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { at, batch, run } from '../facts.ts';
import type { Given } from './given.ts';

export function lists(given: Given): void {
  describe('lists', () => {
    test('recent runs and a history with metrics, newest first, as many as asked', async () => {
      const runs = Array.from({ length: 25 }, (_, index) =>
        run({
          id: `r${index}`,
          component: index % 5 === 0 ? 'rare' : 'often',
          start: index,
          metrics: { accuracy: index },
        }),
      );
      await given.store.write(batch(...runs));

      const recent = await ask<RunsAnswer>(given.store, 'recent', { limit: 20 });
      const history = await ask<HistoryAnswer>(given.store, 'history', {
        component: 'rare',
        limit: 3,
      });
      const since = await ask<HistoryAnswer>(given.store, 'history', {
        component: 'rare',
        since: at(15),
      });

      expect(recent.runs).toHaveLength(20);
      expect(recent.runs.slice(0, 2)).toMatchObject([{ id: 'r24' }, { id: 'r23' }]);
      expect(recent.truncated).toBe(true);
      expect(history.runs.map(({ id, metrics }) => [id, metrics])).toEqual([
        ['r20', [{ name: 'accuracy', value: 20 }]],
        ['r15', [{ name: 'accuracy', value: 15 }]],
        ['r10', [{ name: 'accuracy', value: 10 }]],
      ]);
      expect(since.runs.map(({ id }) => id)).toEqual(['r20', 'r15']);
    });

    test('components with owner and tags from the latest run that carries any, and tags', async () => {
      await given.write(
        run({ id: 'new', component: 'clean', start: 10, owner: 'bob', tags: ['etl'] }),
        run({ id: 'old', component: 'clean', start: 0, owner: 'ann', tags: ['x'] }),
        run({ id: 'bare', component: 'clean', start: 20 }),
        run({ id: 'other', component: 'train', start: 1, owner: 'eve', tags: ['etl', 'ml'] }),
      );

      const all = await ask<ComponentsAnswer>(given.store, 'components');
      const bobs = await ask<ComponentsAnswer>(given.store, 'components', { owner: 'bob' });
      const ml = await ask<ComponentsAnswer>(given.store, 'components', { tag: 'ml' });
      const { tags } = await ask<TagsAnswer>(given.store, 'tags');

      expect(all.components).toMatchObject([
        { name: 'clean', owner: 'bob', tags: ['etl'], lastRun: { id: 'bare' } },
        { name: 'train', owner: 'eve', tags: ['etl', 'ml'] },
      ]);
      expect(bobs.components.map(({ name: found }) => found)).toEqual(['clean']);
      expect(ml.components.map(({ name: found }) => found)).toEqual(['train']);
      expect(tags).toEqual([
        { name: 'etl', components: 2 },
        { name: 'ml', components: 1 },
      ]);
    });
  });
}
