/** What every lineage store must do; a new one gets every test. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  ComponentsAnswer,
  FlagAnswer,
  HistoryAnswer,
  ImpactAnswer,
  InspectAnswer,
  NoteAnswer,
  ReviewAnswer,
  RunsAnswer,
  StaleAnswer,
  TagsAnswer,
  TraceAnswer,
} from '../src/answers.ts';
import type { RunContribution } from '../src/lineage-batch.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { formatTime } from '../src/time.ts';
import { ask } from './ask.ts';
import { at, batch, diamonds, pointer, run } from './facts.ts';

export function describeLineageStore(
  name: string,
  open: () => Promise<LineageStore>,
  close: (store: LineageStore) => Promise<void>,
): void {
  describe(name, () => {
    let store: LineageStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => close(store));

    const write = async (...runs: readonly RunContribution[]): Promise<void> => {
      for (const one of runs) {
        const { rejected } = await store.write(batch(one));
        if (rejected.length > 0) throw new Error(rejected[0]?.reason);
      }
    };
    const dependenciesOf = async (id: string): Promise<string[]> => {
      const answer = await ask<InspectAnswer>(store, 'inspect', { run: id });
      return answer.run.dependencies.map(({ to, pointer: by }) => `${to} by ${by}`);
    };

    describe('derives dependencies', () => {
      test('of a consumer that is logged before its producer', async () => {
        await write(
          run({ id: 'reader', start: 10, reads: ['data.csv'] }),
          run({ id: 'writer', start: 0, writes: ['data.csv'] }),
        );

        expect(await dependenciesOf('reader')).toEqual(['writer by data.csv']);
      });

      test('anew when a producer arrives a day late between two others', async () => {
        const day = 86_400;
        await write(
          run({ id: 'first', start: 0, writes: ['data.csv'] }),
          run({ id: 'third', start: 3 * day, writes: ['data.csv'] }),
          run({ id: 'early', start: day, reads: ['data.csv'] }),
          run({ id: 'middle', start: 2 * day + 60, reads: ['data.csv'] }),
          run({ id: 'late', start: 4 * day, reads: ['data.csv'] }),
        );

        await write(run({ id: 'second', start: 2 * day, writes: ['data.csv'] }));

        expect(await dependenciesOf('early')).toEqual(['first by data.csv']);
        expect(await dependenciesOf('middle')).toEqual(['second by data.csv']);
        expect(await dependenciesOf('late')).toEqual(['third by data.csv']);
      });

      test('on the content that was read rather than on the latest writer', async () => {
        await write(
          run({ id: 'v1', start: 0, writes: [{ name: 'model', digest: 'sha256:1' }] }),
          run({ id: 'v2', start: 10, writes: [{ name: 'model', digest: 'sha256:2' }] }),
          run({ id: 'score', start: 20, reads: [{ name: 'model', digest: 'sha256:1' }] }),
          run({ id: 'other', start: 20, reads: [{ name: 'model', digest: 'etag:9' }] }),
          run({ id: 'changed', start: 20, reads: [{ name: 'model', digest: 'sha256:3' }] }),
        );

        expect(await dependenciesOf('score')).toEqual(['v1 by model']);
        expect(await dependenciesOf('other')).toEqual(['v2 by model']);
        expect(await dependenciesOf('changed')).toEqual([]);
        const { run: changed } = await ask<InspectAnswer>(store, 'inspect', { run: 'changed' });
        expect(changed.reads).toMatchObject([{ pointer: 'model', changedOutside: true }]);
      });

      test('on a linked producer before all others', async () => {
        await write(
          run({ id: 'linked', start: 0, writes: ['topic'] }),
          run({ id: 'latest', start: 10, writes: ['topic'] }),
          run({ id: 'reader', start: 20, reads: ['topic'], links: ['linked'] }),
        );

        expect(await dependenciesOf('reader')).toEqual(['linked by topic']);
      });

      test('never on the reader itself, what encloses it or what it encloses', async () => {
        await write(
          run({ id: 'pipeline', start: 0, end: 10, reads: ['p'], writes: ['p'] }),
          run({ id: 'step', start: 1, end: 2, reads: ['p'], writes: ['p'], parents: ['pipeline'] }),
          run({ id: 'after', start: 20, reads: ['p'] }),
        );

        expect(await dependenciesOf('pipeline')).toEqual([]);
        expect(await dependenciesOf('step')).toEqual([]);
        expect(await dependenciesOf('after')).toEqual(['step by p']);
      });

      test('past a run that encloses an inner writer far back', async () => {
        const between = Array.from({ length: 12 }, (_, index) =>
          run({ id: `w${index}`, start: 2 + index, writes: ['p'] }),
        );
        await write(
          run({ id: 'inner', start: 0, writes: ['p'], parents: ['outer'] }),
          ...between,
          run({ id: 'outer', start: 0, end: 30, writes: ['p'] }),
          run({ id: 'reader', start: 40, reads: ['p'] }),
        );

        expect(await dependenciesOf('reader')).toEqual(['w11 by p']);
      });

      test('of a reader whose own inner run took the pointer over, when an earlier writer is late', async () => {
        await write(
          run({ id: 'reader', start: 6, end: 9, reads: ['p'] }),
          run({ id: 'inner', start: 4, end: 5, writes: ['p'], parents: ['reader'] }),
        );

        await write(run({ id: 'early', start: 0, writes: ['p'] }));

        expect(await dependenciesOf('reader')).toEqual(['early by p']);
      });

      test('on failed runs as well, and on running ones not yet', async () => {
        await write(
          run({ id: 'failed', start: 0, failed: 'disk full', writes: ['a'] }),
          run({ id: 'running', start: 0, end: null, writes: ['b'] }),
          run({ id: 'reader', start: 5, reads: ['a', 'b'] }),
        );

        expect(await dependenciesOf('reader')).toEqual(['failed by a']);
      });
    });

    describe('traces', () => {
      test('15 joined diamonds to exactly 46 runs', async () => {
        await store.write(batch(...diamonds(15)));

        const { runs, truncated } = await ask<TraceAnswer>(store, 'trace', { pointer: 'x15' });

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
        await store.write(batch(...chain));

        const { runs } = await ask<TraceAnswer>(store, 'trace', { pointer: 'p1000' });

        expect(runs).toHaveLength(1_000);
        expect(runs.at(-1)).toMatchObject({ id: 'run0', depth: 1_000 });
      }, 120_000);

      test('a pointer that is read and rewritten in place, and ends', async () => {
        await write(
          run({ id: 'a', start: 0, writes: ['table'] }),
          run({ id: 'b', start: 10, reads: ['table'], writes: ['table'] }),
          run({ id: 'c', start: 20, reads: ['table'], writes: ['table'] }),
        );

        const { runs } = await ask<TraceAnswer>(store, 'trace', { pointer: 'table' });

        expect(runs.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
      });

      test('and says what was cut', async () => {
        await store.write(batch(...diamonds(3)));

        const shallow = await ask<TraceAnswer>(store, 'trace', { pointer: 'x3', depth: 2 });
        const small = await ask<TraceAnswer>(store, 'trace', { pointer: 'x3', limit: 4 });

        expect(shallow.runs.map(({ depth }) => depth)).toEqual([1, 2, 2]);
        expect(shallow).toMatchObject({
          truncated: true,
          notes: [expect.stringContaining('--depth')],
        });
        expect(small.runs).toHaveLength(4);
        expect(small.truncated).toBe(true);
      });

      test('a pointer that nobody wrote, or whose writer runs or failed, as such', async () => {
        await write(
          run({ id: 'reader', start: 5, reads: ['raw.csv'] }),
          run({ id: 'running', start: 5, end: null, writes: ['soon.csv'] }),
          run({ id: 'failed', start: 5, failed: 'no memory', writes: ['half.csv'] }),
        );

        const raw = await ask<TraceAnswer>(store, 'trace', { pointer: 'raw.csv' });
        const soon = await ask<TraceAnswer>(store, 'trace', { pointer: 'soon.csv' });
        const half = await ask<TraceAnswer>(store, 'trace', { pointer: 'half.csv' });

        expect(raw).toMatchObject({ producer: { state: 'none', run: null }, runs: [] });
        expect(soon).toMatchObject({ producer: { state: 'running', run: 'running' }, runs: [] });
        expect(half).toMatchObject({
          producer: { state: 'failed', run: 'failed' },
          runs: [{ state: 'failed', error: 'no memory' }],
        });
      });

      test('as of the past, when later runs were not there yet', async () => {
        await write(
          run({ id: 'old', start: 0, writes: ['p'] }),
          run({ id: 'new', start: 10, end: 12, writes: ['p'] }),
        );

        const then = await ask<TraceAnswer>(store, 'trace', { pointer: 'p', 'as-of': at(11) });

        expect(then.producer).toEqual({ state: 'ok', run: 'old' });
      });
    });

    test('impact finds all that was made from a pointer or a run', async () => {
      await store.write(batch(...diamonds(2)));

      const ofPointer = await ask<ImpactAnswer>(store, 'impact', { subject: 'x1' });
      const ofRun = await ask<ImpactAnswer>(store, 'impact', { subject: 'left0' });

      expect(ofPointer.runs.map(({ id }) => id).sort()).toEqual(['join1', 'left1', 'right1']);
      expect(ofRun.runs.map(({ id }) => id)).toEqual(['join0', 'left1', 'right1', 'join1']);
    });

    describe('says what is stale', () => {
      const DAY = 86_400;

      test('after strictly more than the limit', async () => {
        await write(
          run({ id: 'made', start: -1, end: 0, component: 'make', writes: ['p'] }),
          run({ id: 'exact', start: 30 * DAY, component: 'use', reads: ['p'] }),
          run({ id: 'older', start: 30 * DAY + 0.000001, component: 'use', reads: ['p'] }),
        );

        const exact = await ask<InspectAnswer>(store, 'inspect', { run: 'exact' });
        const older = await ask<InspectAnswer>(store, 'inspect', { run: 'older' });

        expect(exact.run.stale).toEqual([]);
        expect(older.run.stale).toMatchObject([
          { kind: 'old', clock: 'atRun', dependency: 'made' },
        ]);
      });

      test('when a fresher run ended before it started, and later ones only now', async () => {
        await write(
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

        const fine = await ask<InspectAnswer>(store, 'inspect', { run: 'fine' });
        const stale = await ask<InspectAnswer>(store, 'inspect', { run: 'stale' });
        const now = await ask<StaleAnswer>(store, 'stale', { subject: 'fine', 'as-of': at(30) });

        expect(fine.run.stale).toEqual([]);
        expect(stale.run.stale).toMatchObject([{ kind: 'fresher', dependency: 'train1' }]);
        expect(stale.run.stale[0]?.message).toContain('1 fresher ok run');
        expect(now.runs[0]?.stale).toMatchObject([
          { kind: 'fresher', clock: 'now', dependency: 'train1' },
          { kind: 'fresher', clock: 'now', dependency: 'train2' },
        ]);
      });

      test('when a trigger upstream failed, with the chain that leads there', async () => {
        await write(
          run({ id: 'clean', start: 0, component: 'clean', writes: ['c'], failedTrigger: 'nulls' }),
          run({ id: 'train', start: 5, component: 'train', reads: ['c'], writes: ['m'] }),
          run({ id: 'score', start: 10, component: 'score', reads: ['m'], writes: ['out'] }),
        );

        const { runs } = await ask<TraceAnswer>(store, 'trace', { pointer: 'out' });

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
        await write(
          run({ id: 'old', start: 0, component: 'make', writes: ['p'] }),
          run({ id: 'use', start: 10, component: 'use', reads: ['p'] }),
          run({ id: 'new', start: 20, component: 'make', writes: ['p'] }),
        );

        const answer = await ask<StaleAnswer>(store, 'stale', { 'as-of': at(60) });

        expect(answer).toMatchObject({ subject: null, checked: 2, runs: [{ id: 'use' }] });
      });
    });

    describe('keeps what people say', () => {
      test('flags, which the newest fact decides, in any order', async () => {
        await write(run({ id: 'w', start: 0, writes: ['out'] }));
        const flag = (id: string, value: string, seconds: number) =>
          store.write({
            contributions: [],
            annotations: [
              {
                origin: null,
                id,
                kind: 'flag',
                about: { kind: 'pointer', pointer: pointer('out') },
                value,
                reason: null,
                by: null,
                at: at(seconds),
              },
            ],
          });

        await flag('b', 'false', 20);
        await flag('a', 'true', 10);

        const now = await ask<TraceAnswer>(store, 'trace', { pointer: 'out' });
        const then = await ask<TraceAnswer>(store, 'trace', { pointer: 'out', 'as-of': at(15) });
        expect(now.flagged).toBe(false);
        expect(then.flagged).toBe(true);
      });

      test('flags by command, on any pointer, and takes them away', async () => {
        await write(run({ id: 'w', start: 0, reads: ['raw'], writes: ['out'] }));

        const set = await ask<FlagAnswer>(store, 'flag', { pointer: 'raw', reason: 'wrong' });
        const unseen = await ask<FlagAnswer>(store, 'flag', { pointer: 'later', unseen: true });
        const cleared = await ask<{ unflagged: string[] }>(
          store,
          'unflag',
          { all: true },
          1_700_000_001_000_000n,
        );

        expect(set).toMatchObject({ flagged: true, reason: 'wrong', known: true });
        expect(unseen).toMatchObject({ flagged: true, known: false });
        expect(cleared.unflagged).toEqual(['later', 'raw']);
        expect((await ask<ReviewAnswer>(store, 'review')).flagged).toHaveLength(2);
        expect(
          (await ask<ReviewAnswer>(store, 'review', {}, 1_700_000_002_000_000n)).flagged,
        ).toEqual([]);
      });

      test('notes at a run', async () => {
        await write(run({ id: 'noted', start: 0 }));

        await ask<NoteAnswer>(store, 'note', {
          run: 'noted',
          text: 'the disk was full',
          by: 'ann',
        });

        const { run: noted } = await ask<InspectAnswer>(store, 'inspect', { run: 'noted' });
        expect(noted.annotations).toMatchObject([
          { kind: 'note', value: 'the disk was full', by: 'ann' },
        ]);
      });
    });

    test('review ranks what only the flagged outputs share before what all share', async () => {
      const scored = Array.from({ length: 6 }, (_, index) =>
        run({
          id: `score${index}`,
          component: 'score',
          start: 20 + index,
          reads: ['model', index < 2 ? 'bad.csv' : 'good.csv'],
          writes: [`out${index}`],
        }),
      );
      await write(
        run({ id: 'train', component: 'train', start: 0, writes: ['model'] }),
        run({ id: 'bad', component: 'features', start: 5, writes: ['bad.csv'] }),
        run({ id: 'good', component: 'features', start: 6, writes: ['good.csv'] }),
        ...scored,
      );
      for (const name of ['out0', 'out1']) await ask(store, 'flag', { pointer: name });

      const answer = await ask<ReviewAnswer>(store, 'review');

      expect(answer.baseline).toBe(4);
      expect(answer.runs.map(({ id, count, coverage }) => [id, count, coverage])).toEqual([
        ['bad', 2, 1],
        ['train', 2, 1],
        ['score1', 1, 0.5],
        ['score0', 1, 0.5],
      ]);
      expect(answer.runs[0]?.lift).toBe(8);
      expect(answer.runs[1]?.lift).toBe(1);
    });

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
        await store.write(batch(...runs));

        const recent = await ask<RunsAnswer>(store, 'recent', { limit: 20 });
        const history = await ask<HistoryAnswer>(store, 'history', { component: 'rare', limit: 3 });
        const since = await ask<HistoryAnswer>(store, 'history', {
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
        await write(
          run({ id: 'new', component: 'clean', start: 10, owner: 'bob', tags: ['etl'] }),
          run({ id: 'old', component: 'clean', start: 0, owner: 'ann', tags: ['x'] }),
          run({ id: 'bare', component: 'clean', start: 20 }),
          run({ id: 'other', component: 'train', start: 1, owner: 'eve', tags: ['etl', 'ml'] }),
        );

        const all = await ask<ComponentsAnswer>(store, 'components');
        const bobs = await ask<ComponentsAnswer>(store, 'components', { owner: 'bob' });
        const ml = await ask<ComponentsAnswer>(store, 'components', { tag: 'ml' });
        const { tags } = await ask<TagsAnswer>(store, 'tags');

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

    describe('finds names', () => {
      test('that are hostile, byte for byte', async () => {
        const names = [
          `quote ' " back \\ tick \` newline \n emoji 😀`,
          "'}) DETACH DELETE n //",
          '$param {x} __proto__',
          `long ${'é'.repeat(5_000)}`,
          ' spaces ',
        ];
        for (const [index, hostile] of names.entries()) {
          await write(
            run({
              id: `run ${hostile}`,
              span: `00:0${index}`,
              component: `component ${hostile}`,
              start: index,
              writes: [{ name: hostile, digest: `sha256:${hostile}` }],
              metrics: { [`metric ${hostile}`]: 1 },
              failedTrigger: `trigger ${hostile}`,
              tags: [hostile],
            }),
          );
        }

        for (const hostile of names) {
          const { runs, pointer: found } = await ask<TraceAnswer>(store, 'trace', {
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
          const { runs: told } = await ask<HistoryAnswer>(store, 'history', {
            component: `component ${hostile}`,
          });
          expect(told[0]?.metrics).toEqual([{ name: `metric ${hostile}`, value: 1 }]);
        }
      });

      test('apart that two namespaces share, and asks which is meant', async () => {
        await write(
          run({ id: 'a', namespace: 'team-a', start: 0, writes: ['out.csv'] }),
          run({ id: 'b', namespace: 'team-b', start: 1, writes: ['out.csv'] }),
        );

        const a = await ask<TraceAnswer>(store, 'trace', {
          pointer: 'out.csv',
          namespace: 'team-a',
        });

        expect(a.producer.run).toBe('a');
        await expect(ask(store, 'trace', { pointer: 'out.csv' })).rejects.toMatchObject({
          code: 'USAGE',
          message: expect.stringContaining('"team-a", "team-b"'),
        });
      });

      test('that are nearly right, and says which', async () => {
        await write(
          run({ id: 'trained-1', component: 'train', start: 0, writes: ['features.csv'] }),
        );

        await expect(ask(store, 'trace', { pointer: 'feature.csv' })).rejects.toMatchObject({
          code: 'NOT_FOUND',
          kind: 'pointer',
          nearest: ['features.csv'],
        });
        await expect(ask(store, 'history', { component: 'trian' })).rejects.toMatchObject({
          nearest: ['train'],
        });
        await expect(ask(store, 'inspect', { run: 'trained-2' })).rejects.toMatchObject({
          nearest: ['trained-1'],
        });
        const byPrefix = await ask<InspectAnswer>(store, 'inspect', { run: 'train' });
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
      await write(
        run({
          id: 'n',
          start: 0.000001,
          metrics,
          writes: [{ name: 'p', rows: 2n ** 53n - 1n, bytes: 123_456_789_012n }],
        }),
      );

      const { run: found } = await ask<InspectAnswer>(store, 'inspect', { run: 'n' });

      expect(
        Object.fromEntries(found.metrics.map(({ name: metric, value }) => [metric, value])),
      ).toEqual(metrics);
      expect(found.start).toBe(formatTime(at(0.000001)));
      expect(found.writes).toMatchObject([{ rows: 2 ** 53 - 1, bytes: 123_456_789_012 }]);
    });

    test('an empty batch changes nothing', async () => {
      const report = await store.write({ contributions: [], annotations: [] });

      expect(report).toEqual({ runs: 0, annotations: 0, rejected: [] });
      expect(await store.dump()).toEqual({ nodes: [], edges: [] });
    });
  });
}
