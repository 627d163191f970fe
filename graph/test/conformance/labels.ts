import { describe, expect, test } from '@jest/globals';
import type {
  ImpactAnswer,
  InspectAnswer,
  LabelAnswer,
  LabelPointerAnswer,
  LabelsAnswer,
  RetractAnswer,
  RetractedAnswer,
  StaleAnswer,
  TraceAnswer,
} from '../../src/answers/answers.ts';
import { formatTime } from '../../src/facts/time.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

/** raw.csv → clean (0..1) → clean.csv → train (10) → model → score (20) → out.csv; other.csv is apart. */
const pipeline = [
  run({ id: 'clean', component: 'clean', start: 0, reads: ['raw.csv'], writes: ['clean.csv'] }),
  run({ id: 'train', component: 'train', start: 10, reads: ['clean.csv'], writes: ['model'] }),
  run({ id: 'score', component: 'score', start: 20, reads: ['model'], writes: ['out.csv'] }),
  run({ id: 'other', component: 'other', start: 20, reads: ['raw2.csv'], writes: ['other.csv'] }),
];

const carriersOf = ({ carriers }: LabelAnswer): unknown[] =>
  carriers.map(({ pointer, depth, run: writer, current }) => [pointer, depth, writer, current]);

const reached = ({ runs }: RetractedAnswer): unknown[] =>
  runs.map(({ id, taints }) => [id, taints.map((taint) => taint.reached), taints[0]?.chain]);

export function labels(given: Given): void {
  describe('labels', () => {
    test('put on a pointer travel to everything made from it', async () => {
      await given.write(...pipeline);

      const put = await ask<LabelPointerAnswer>(given.store, 'label', {
        pointer: 'raw.csv',
        label: 'gdpr',
        by: 'ann',
        reason: 'a person asked',
      });

      expect(put).toMatchObject({ labelled: true, retracted: false, known: true });
      const found = await ask<LabelAnswer>(given.store, 'labels', { label: 'gdpr' });
      expect(carriersOf(found)).toEqual([
        ['raw.csv', 0, null, true],
        ['clean.csv', 1, 'clean', true],
        ['model', 2, 'train', true],
        ['out.csv', 3, 'score', true],
      ]);
      expect(found.carriers[0]).toMatchObject({
        direct: true,
        by: 'ann',
        reason: 'a person asked',
      });
      const all = await ask<LabelsAnswer>(given.store, 'labels');
      expect(all.labels).toMatchObject([{ name: 'gdpr', runs: 0, pointers: 1, retracted: false }]);
    });

    test('of a run are on what it wrote and on what is made from that', async () => {
      await given.write(...pipeline, run({ id: 'train', start: 10, labels: ['licensed'] }));

      const found = await ask<LabelAnswer>(given.store, 'labels', { label: 'licensed' });
      const before = await ask<LabelAnswer>(given.store, 'labels', {
        label: 'licensed',
        'as-of': at(15),
      });

      expect(carriersOf(found)).toEqual([
        ['model', 1, 'train', true],
        ['out.csv', 2, 'score', true],
      ]);
      expect(carriersOf(before)).toEqual([['model', 1, 'train', true]]);
      const all = await ask<LabelsAnswer>(given.store, 'labels');
      expect(all.labels).toMatchObject([{ name: 'licensed', runs: 1, pointers: 0 }]);
    });

    test('do not travel with another version of a pointer, which is told apart', async () => {
      await given.write(
        run({ id: 'v1', start: 0, writes: ['model'], labels: ['licensed'] }),
        run({ id: 'use1', start: 5, reads: ['model'], writes: ['out1'] }),
        run({ id: 'v2', start: 10, writes: ['model'] }),
        run({ id: 'use2', start: 15, reads: ['model'], writes: ['out2'] }),
      );

      const found = await ask<LabelAnswer>(given.store, 'labels', { label: 'licensed' });

      expect(carriersOf(found)).toEqual([
        ['model', 1, 'v1', false],
        ['out1', 2, 'use1', true],
      ]);
    });

    test('are taken away again, and the newest word counts in any order', async () => {
      await given.write(...pipeline);
      const say = (remove: boolean, seconds: number) =>
        ask<LabelPointerAnswer>(given.store, 'label', {
          pointer: 'raw.csv',
          label: 'gdpr',
          at: at(seconds),
          ...(remove ? { remove } : {}),
        });

      await say(true, 40);
      const late = await say(false, 30);

      expect(late).toMatchObject({ labelled: false, at: formatTime(at(40)) });
      const direct = async (seconds: number) =>
        (await ask<LabelsAnswer>(given.store, 'labels', { 'as-of': at(seconds) })).labels.map(
          ({ pointers }) => pointers,
        );
      expect(await direct(20)).toEqual([]);
      expect(await direct(35)).toEqual([1]);
      expect(await direct(45)).toEqual([0]);
    });

    test('are cut where asked, and say so', async () => {
      await given.write(...pipeline);
      await ask(given.store, 'label', { pointer: 'raw.csv', label: 'gdpr' });
      await ask(given.store, 'label', { pointer: 'raw.csv', label: 'vip' });

      const one = await ask<LabelAnswer>(given.store, 'labels', { label: 'gdpr', limit: 1 });
      const all = await ask<LabelsAnswer>(given.store, 'labels', { limit: 1 });

      expect(one).toMatchObject({ truncated: true, carriers: [{}, { pointer: 'clean.csv' }] });
      expect(one.notes).toHaveLength(1);
      expect(all).toMatchObject({ truncated: true, labels: [{}] });
    });

    test('that are unknown are not found, with the nearest names', async () => {
      await given.write(run({ id: 'r', start: 0, writes: ['p'], labels: ['gdpr'] }));

      for (const name of ['labels', 'retract', 'retracted']) {
        await expect(ask(given.store, name, { label: 'gdrp' })).rejects.toMatchObject({
          code: 'NOT_FOUND',
          kind: 'label',
          nearest: ['gdpr'],
        });
      }
      await expect(ask(given.store, 'label', { pointer: 'pp', label: 'x' })).rejects.toMatchObject({
        kind: 'pointer',
        nearest: ['p'],
      });
    });

    test('may have hostile names, kept byte for byte', async () => {
      const names = [
        `quote ' " back \\ tick \` newline \n emoji 😀`,
        "'}) DETACH DELETE n //",
        '$param {x} __proto__',
        `long ${'é'.repeat(5_000)}`,
        ' spaces ',
      ];
      await given.write(run({ id: 'r', start: 0, reads: ['p'], writes: ['q'], labels: names }));

      for (const name of names) {
        await ask(given.store, 'label', { pointer: 'p', label: name, id: name });
        await ask(given.store, 'retract', { label: name, reason: name, id: name });
      }

      const all = await ask<LabelsAnswer>(given.store, 'labels');
      expect(all.labels.map((label) => label.name).sort()).toEqual([...names].sort());
      const { labels: retracted, runs } = await ask<RetractedAnswer>(given.store, 'retracted');
      expect(retracted.map((label) => label.name).sort()).toEqual([...names].sort());
      expect(runs[0]?.taints).toHaveLength(names.length);
      const trace = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'q' });
      expect(trace.retracted.map(({ label }) => label).sort()).toEqual([...names].sort());
      for (const name of names) {
        const one = await ask<LabelAnswer>(given.store, 'labels', { label: name });
        expect(one).toMatchObject({ label: name, retracted: true, reason: name });
        expect(carriersOf(one)).toEqual([
          ['p', 0, null, true],
          ['q', 1, 'r', true],
        ]);
      }
    });
  });

  describe('a retracted label', () => {
    test('is told with every run that read what it taints, before and after, and by what way', async () => {
      await given.write(...pipeline);
      await ask(given.store, 'label', { pointer: 'raw.csv', label: 'gdpr', at: at(5) });

      const said = await ask<RetractAnswer>(given.store, 'retract', {
        label: 'gdpr',
        reason: 'must go',
        at: at(15),
      });

      expect(said).toEqual({
        label: 'gdpr',
        retracted: true,
        reason: 'must go',
        at: formatTime(at(15)),
        known: true,
      });
      const answer = await ask<RetractedAnswer>(given.store, 'retracted');
      expect(answer.labels).toMatchObject([{ name: 'gdpr', runs: 3, pointers: 1 }]);
      expect(reached(answer)).toEqual([
        ['score', ['after'], ['score', 'train', 'clean']],
        ['train', ['before'], ['train', 'clean']],
        ['clean', ['before'], ['clean']],
      ]);
      expect(answer.runs[0]).toMatchObject({ depth: 3, taints: [{ pointer: 'raw.csv' }] });
      expect(
        (await ask<RetractedAnswer>(given.store, 'retracted', { 'as-of': at(14) })).runs,
      ).toEqual([]);
    });

    test('of a run names that run as the source', async () => {
      await given.write(...pipeline, run({ id: 'train', start: 10, labels: ['licensed'] }));
      await ask(given.store, 'retract', { label: 'licensed', at: at(30) });

      const answer = await ask<RetractedAnswer>(given.store, 'retracted', { label: 'licensed' });

      expect(reached(answer)).toEqual([
        ['score', ['before'], ['score', 'train']],
        ['train', ['source'], ['train']],
      ]);
    });

    test('is told where its data is asked about: trace, impact, inspect and stale', async () => {
      await given.write(...pipeline);
      await ask(given.store, 'label', { pointer: 'raw.csv', label: 'gdpr' });
      await ask(given.store, 'retract', { label: 'gdpr', reason: 'must go', at: at(30) });
      const taint = {
        label: 'gdpr',
        retractedAt: formatTime(at(30)),
        reason: 'must go',
        source: 'clean',
        pointer: 'raw.csv',
      };

      const trace = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'out.csv' });
      expect(trace.retracted).toEqual([{ ...taint, chain: ['score', 'train', 'clean'] }]);
      expect(trace.notes.join()).toContain(
        'Reads data with the retracted label gdpr: clean run clean',
      );
      const { run: score } = await ask<InspectAnswer>(given.store, 'inspect', { run: 'score' });
      expect(score.retracted).toEqual(trace.retracted);
      const stale = await ask<StaleAnswer>(given.store, 'stale', { subject: 'model' });
      expect(stale.retracted).toEqual([{ ...taint, chain: ['train', 'clean'] }]);
      const impact = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'model' });
      expect(impact.retracted).toEqual([{ ...taint, chain: ['train', 'clean'] }]);
      const raw = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'raw.csv' });
      expect(raw.retracted).toEqual([{ ...taint, source: null, chain: [] }]);
      const other = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'other.csv' });
      expect(other.retracted).toEqual([]);
      const then = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'out.csv',
        'as-of': at(29),
      });
      expect(then.retracted).toEqual([]);
    });

    test('is taken back, and retracted again later counts from then', async () => {
      await given.write(...pipeline, run({ id: 'train', start: 10, labels: ['licensed'] }));
      const say = (seconds: number, undo: boolean) =>
        ask<RetractAnswer>(given.store, 'retract', {
          label: 'licensed',
          at: at(seconds),
          ...(undo ? { undo } : {}),
        });

      await say(50, false);
      await say(30, false);
      const undone = await say(60, true);
      const state = async (seconds: number) => {
        const { labels: all } = await ask<LabelsAnswer>(given.store, 'labels', {
          'as-of': at(seconds),
        });
        return all.map(({ retractedAt }) => retractedAt);
      };

      expect(undone).toMatchObject({ retracted: false, at: formatTime(at(60)) });
      expect(await state(25)).toEqual([null]);
      expect(await state(55)).toEqual([formatTime(at(30))]);
      expect(await state(65)).toEqual([null]);
      await say(70, false);
      expect(await state(75)).toEqual([formatTime(at(70))]);
    });

    test('may be retracted before anything carries it', async () => {
      const early = await ask<RetractAnswer>(given.store, 'retract', {
        label: 'gdpr',
        unseen: true,
        at: at(0),
      });
      await given.write(run({ id: 'late', start: 10, writes: ['p'], labels: ['gdpr'] }));

      expect(early).toMatchObject({ retracted: true, known: false });
      const answer = await ask<RetractedAnswer>(given.store, 'retracted');
      expect(reached(answer)).toEqual([['late', ['source'], ['late']]]);
    });

    test('is filtered by namespace and environment', async () => {
      await given.write(
        run({ id: 'a', start: 0, writes: ['p'], labels: ['x'], environment: 'prod' }),
        run({ id: 'b', start: 0, writes: ['q'], labels: ['x'], namespace: 'team' }),
      );
      await ask(given.store, 'retract', { label: 'x' });

      const team = await ask<RetractedAnswer>(given.store, 'retracted', { namespace: 'team' });
      const prod = await ask<RetractedAnswer>(given.store, 'retracted', { environment: 'prod' });
      const prodLabels = await ask<LabelAnswer>(given.store, 'labels', {
        label: 'x',
        environment: 'prod',
      });

      expect(team.runs.map(({ id }) => id)).toEqual(['b']);
      expect(prod.runs.map(({ id }) => id)).toEqual(['a']);
      expect(prodLabels.carriers.map(({ pointer }) => pointer)).toEqual(['p']);
    });
  });
}
