import { describe, expect, test } from '@jest/globals';
import type { MapAnswer } from '../../src/answers/map-answer.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

const edgesOf = ({ nodes, edges }: MapAnswer): string[] => {
  const names = new Map(nodes.map(({ id, component }) => [id, component]));
  return edges.map(({ from, to, count, pointers }) => {
    return `${names.get(from)} ← ${names.get(to)}: ${count} ${pointers.join(' ')}`;
  });
};

const namesOf = ({ nodes }: MapAnswer): string[] => nodes.map(({ component }) => component);

/** ingest → clean → train → score, twice; report reads clean; alone reads nobody. */
const story = [0, 100].flatMap((start) => [
  run({ id: `ingest${start}`, component: 'ingest', start, writes: ['raw'], owner: 'ann' }),
  run({
    id: `clean${start}`,
    component: 'clean',
    start: start + 10,
    reads: ['raw'],
    writes: ['c'],
  }),
  run({ id: `train${start}`, component: 'train', start: start + 20, reads: ['c'], writes: ['m'] }),
  run({ id: `score${start}`, component: 'score', start: start + 30, reads: ['m', 'c'] }),
  run({ id: `report${start}`, component: 'report', start: start + 30, reads: ['c'] }),
  run({ id: `alone${start}`, component: 'alone', start: start + 5, environment: 'test' }),
]);

export function maps(given: Given): void {
  describe('a map', () => {
    test('has every component and what each read from which', async () => {
      await given.write(...story);

      const answer = await ask<MapAnswer>(given.store, 'map');

      expect(namesOf(answer)).toEqual(['alone', 'clean', 'ingest', 'report', 'score', 'train']);
      expect(edgesOf(answer)).toEqual([
        'clean ← ingest: 2 raw',
        'report ← clean: 2 c',
        'score ← clean: 2 c',
        'score ← train: 2 m',
        'train ← clean: 2 c',
      ]);
      expect(answer).toMatchObject({ focus: null, lastRuns: 50, leftOut: 0, truncated: false });
      expect(answer.nodes[2]).toMatchObject({
        component: 'ingest',
        namespace: '',
        owner: 'ann',
        runs: 2,
        moreRuns: false,
        failed: 0,
        failedShare: 0,
        lastRun: { id: 'ingest100', state: 'ok' },
      });
    });

    test('judges by as many of the last runs as asked: failures and staleness', async () => {
      await given.write(
        run({ id: 'i1', component: 'ingest', start: 0, writes: ['raw'] }),
        run({ id: 't1', component: 'train', start: 5, reads: ['raw'] }),
        run({ id: 'i2', component: 'ingest', start: 10, writes: ['other'] }),
        run({ id: 't2', component: 'train', start: 20, reads: ['raw'] }),
        run({ id: 't3', component: 'train', start: 30, reads: ['raw'], failed: 'boom' }),
        run({ id: 't4', component: 'train', start: 40 }),
      );
      const train = async (more: Record<string, number | bigint | string>) =>
        (await ask<MapAnswer>(given.store, 'map', more)).nodes.at(-1);

      expect(await train({})).toMatchObject({
        runs: 4,
        failedShare: 0.25,
        stale: 2,
        staleShare: 0.5,
      });
      expect(await train({ runs: 2 })).toMatchObject({ runs: 2, moreRuns: true, failedShare: 0.5 });
      expect(await train({ 'fresher-by': 'pointer' })).toMatchObject({ stale: 0 });
      expect(await train({ 'as-of': at(25) })).toMatchObject({ runs: 2, failed: 0, stale: 1 });
    });

    test('with a focus shows what is up- and downstream of it alone', async () => {
      await given.write(...story);

      const train = await ask<MapAnswer>(given.store, 'map', { focus: 'train' });
      const report = await ask<MapAnswer>(given.store, 'map', { focus: 'report' });

      expect(namesOf(train)).toEqual(['clean', 'ingest', 'score', 'train']);
      expect(train).toMatchObject({ leftOut: 2, truncated: false });
      expect(train.nodes.find(({ id }) => id === train.focus)?.component).toBe('train');
      expect(namesOf(report)).toEqual(['clean', 'ingest', 'report']);
      await expect(ask(given.store, 'map', { focus: 'trian' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        nearest: ['train'],
      });
    });

    test('is cut to what ran last, and filtered by environment, namespace and time', async () => {
      await given.write(...story, run({ id: 'x', component: 'x', start: 0, namespace: 'team' }));

      const cut = await ask<MapAnswer>(given.store, 'map', { limit: 2, focus: 'train' });
      const there = await ask<MapAnswer>(given.store, 'map', { environment: 'test' });
      const team = await ask<MapAnswer>(given.store, 'map', { namespace: 'team' });
      const then = await ask<MapAnswer>(given.store, 'map', { 'as-of': at(12) });

      expect(cut).toMatchObject({ truncated: true, leftOut: 5 });
      expect(namesOf(cut)).toEqual(['score', 'train']);
      expect(cut.notes[0]).toContain('2 more components');
      expect(namesOf(there)).toEqual(['alone']);
      expect(namesOf(team)).toEqual(['x']);
      expect(namesOf(then)).toEqual(['alone', 'clean', 'ingest', 'x']);
      expect(edgesOf(then)).toEqual(['clean ← ingest: 1 raw']);
    });
  });
}
