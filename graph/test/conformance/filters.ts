import { beforeEach, describe, expect, test } from '@jest/globals';
import type {
  ComponentsAnswer,
  HistoryAnswer,
  ImpactAnswer,
  InspectAnswer,
  RunsAnswer,
  StaleAnswer,
  TagsAnswer,
  TraceAnswer,
} from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

const idsOf = ({ runs }: { readonly runs: readonly { readonly id: string }[] }): string[] =>
  runs.map(({ id }) => id).sort();

/** Staging trains on what production ingested; both write the one model.pkl. */
export function filters(given: Given): void {
  describe('of one environment, or with a focus', () => {
    beforeEach(async () => {
      const prod = { environment: 'production' };
      const staging = { environment: 'staging' };
      await given.write(
        run({ id: 'ingest-p', component: 'ingest', start: 0, writes: ['rides'], ...prod }),
        run({ id: 'clean-p', component: 'clean', start: 10, reads: ['rides'], writes: ['tidy'] }),
        run({
          id: 'train-p',
          component: 'train',
          start: 20,
          reads: ['tidy'],
          writes: ['model.pkl'],
          tags: ['ml'],
          ...prod,
        }),
        run({
          id: 'train-s',
          component: 'train',
          start: 30,
          reads: ['tidy'],
          writes: ['model.pkl'],
          tags: ['ml'],
          ...staging,
        }),
        run({ id: 'report-s', component: 'report', start: 40, reads: ['tidy'], ...staging }),
      );
    });

    test('lists show that environment alone', async () => {
      const staging = { environment: 'staging' };

      const recent = await ask<RunsAnswer>(given.store, 'recent', { ...staging, limit: 1 });
      const history = await ask<HistoryAnswer>(given.store, 'history', {
        component: 'train',
        environment: 'production',
      });
      const components = await ask<ComponentsAnswer>(given.store, 'components', staging);
      const tags = await ask<TagsAnswer>(given.store, 'tags', { environment: 'test' });
      const everything = await ask<StaleAnswer>(given.store, 'stale', staging);

      expect(recent.runs).toMatchObject([{ id: 'report-s', environment: 'staging' }]);
      expect(recent.truncated).toBe(true);
      expect(idsOf(history)).toEqual(['train-p']);
      expect(components.components.map(({ name, lastRun }) => [name, lastRun?.id])).toEqual([
        ['report', 'report-s'],
        ['train', 'train-s'],
      ]);
      expect(tags.tags).toEqual([]);
      expect(everything.checked).toBe(2);
    });

    test('a trace starts from the writer there, and goes on wherever it came from', async () => {
      const production = { pointer: 'model.pkl', environment: 'production' };

      const last = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'model.pkl' });
      const there = await ask<TraceAnswer>(given.store, 'trace', production);
      const nowhere = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'model.pkl',
        environment: 'test',
      });

      expect(last.producer.run).toBe('train-s');
      expect(there.producer.run).toBe('train-p');
      expect(idsOf(there)).toEqual(['clean-p', 'ingest-p', 'train-p']);
      expect(nowhere).toMatchObject({ producer: { state: 'none' }, runs: [] });
      expect(nowhere.notes).toEqual([
        'No known run of the environment test has written model.pkl.',
      ]);
    });

    test('an impact keeps that environment and the way to it, and says what it leaves out', async () => {
      const all = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'rides' });
      const staging = await ask<ImpactAnswer>(given.store, 'impact', {
        subject: 'rides',
        environment: 'staging',
      });

      expect(all.runs).toHaveLength(4);
      expect(idsOf(staging)).toEqual(['clean-p', 'report-s', 'train-s']);
      expect(staging.notes).toEqual([
        'Only the environment staging and the way there: 1 of 4 runs are left out.',
      ]);
    });

    test('a focus keeps a component and the way to it, from both sides', async () => {
      const up = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'model.pkl',
        focus: 'clean',
      });
      const down = await ask<ImpactAnswer>(given.store, 'impact', {
        subject: 'ingest-p',
        focus: 'train',
      });
      const absent = await ask<ImpactAnswer>(given.store, 'impact', {
        subject: 'ingest-p',
        focus: 'ingest',
      });

      expect(idsOf(up)).toEqual(['clean-p', 'train-s']);
      expect(up.edges).toEqual([{ from: 'train-s', to: 'clean-p', pointer: 'tidy' }]);
      expect(idsOf(down)).toEqual(['clean-p', 'train-p', 'train-s']);
      expect(down.edges).toContainEqual({ from: 'clean-p', to: 'ingest-p', pointer: 'rides' });
      expect(absent.runs).toEqual([]);
      expect(absent.notes).toEqual([
        'Nothing here is of runs of ingest: 4 of 4 runs are left out.',
      ]);
    });

    test('a component that does not exist is named with its nearest', async () => {
      const focus = { pointer: 'model.pkl', focus: 'claen' };

      await expect(ask(given.store, 'trace', focus)).rejects.toMatchObject({ nearest: ['clean'] });
    });

    test('a run in another place than was said is refused, not shown', async () => {
      const wrong = { run: 'train-p', environment: 'staging' };

      await expect(ask<InspectAnswer>(given.store, 'inspect', wrong)).rejects.toThrow(
        'Run train-p is in the environment "production", not "staging".',
      );
    });

    test('as of a time, components and tags are those that had run by then', async () => {
      const then = { 'as-of': at(15) };

      const components = await ask<ComponentsAnswer>(given.store, 'components', then);
      const tags = await ask<TagsAnswer>(given.store, 'tags', then);

      expect(components.components.map(({ name }) => name)).toEqual(['clean', 'ingest']);
      expect(tags.tags).toEqual([]);
    });
  });
}
