import { describe, expect, test } from '@jest/globals';
import type {
  HistoryAnswer,
  ImpactAnswer,
  RetainAnswer,
  StaleAnswer,
  TraceAnswer,
} from '../../src/answers/answers.ts';
import type { RunContribution } from '../../src/facts/lineage-batch.ts';
import { ask } from '../ask.ts';
import { at, batch, run } from '../facts.ts';
import type { Given } from './given.ts';

const DAY = 86_400;
/** 2020-09-13T12:26:40Z is second 0 of the facts; the horizon lies at the start of 2020-09-23. */
const NOW = at(20 * DAY);
const HORIZON = '2020-09-23T00:00:00.000000Z';

/** One prediction service: a model of its own day, then `count` predictions that read it, each its own. */
function busyDay(day: number, count: number) {
  const start = day * DAY;
  return [
    run({ id: `train-${day}`, component: 'train', start, writes: ['model'] }),
    ...Array.from({ length: count }, (_, index) =>
      run({
        id: `predict-${day}-${index}`,
        component: 'predict',
        start: start + 100 + index,
        reads: ['model'],
        writes: [`prediction/${day}-${index}`],
        metrics: { latency: index + 0.1 },
        ...(index % 5 === 4 ? { failed: 'timeout' } : {}),
        ...(index % 5 === 3 ? { failedTrigger: 'range' } : {}),
      }),
    ),
  ];
}

const keep = { keep: '10d', 'min-runs-a-day': 5 };

export function retention(given: Given): void {
  const retain = (values = {}): Promise<RetainAnswer> =>
    ask(given.store, 'retain', { ...keep, ...values }, NOW);
  const writeAll = async (...runs: readonly RunContribution[]): Promise<void> => {
    const { rejected } = await given.store.write(batch(...runs));
    if (rejected.length > 0) throw new Error(rejected[0]?.reason);
  };
  const writeDays = (...days: readonly number[]): Promise<void> =>
    writeAll(...days.flatMap((day) => busyDay(day, 10)));

  describe('retention', () => {
    test('folds old runs of busy days, keeps the rest, and counts the same before and after', async () => {
      await writeDays(0, 1, 12);

      const foreseen = await retain({ 'dry-run': true });
      const done = await retain();
      const again = await retain();

      expect(foreseen).toMatchObject({ horizon: HORIZON, dryRun: true, folded: 18, summaries: 2 });
      // The last old prediction stays, and the last that was ok.
      expect(done).toEqual({ ...foreseen, dryRun: false });
      expect(done.kept).toMatchObject({ fewADay: 2, latest: 2, needed: 0, marked: 0 });
      expect(again).toMatchObject({ folded: 0, summaries: 0, kept: done.kept });
    });

    test('answers a history with days, and no run or measurement is lost from its sums', async () => {
      await writeDays(0, 1, 12);
      await retain();

      const history = await ask<HistoryAnswer>(
        given.store,
        'history',
        { component: 'predict', limit: 100 },
        NOW,
      );

      const kept = history.runs.filter(({ id }) => id.startsWith('predict-1-')).length;
      expect(history.days.map(({ day, runs }) => [day, runs])).toEqual([
        ['2020-09-14', 10 - kept],
        ['2020-09-13', 10],
      ]);
      expect(history.days[1]).toMatchObject({ ok: 8, failed: 2 });
      expect(history.days[1]?.metrics).toEqual([
        { name: 'latency', count: 10, mean: 4.6, min: 0.1, max: 9.1 },
      ]);
      expect(history.days[1]?.triggers).toEqual([
        { phase: 'after_run', name: 'range', status: 'fail', runs: 2 },
      ]);
      expect(history.notes.join()).toContain(HORIZON);
    });

    test('traces go through a summary to what its runs were made from', async () => {
      await writeDays(0);
      const scores = Array.from({ length: 10 }, (_, index) => `prediction/0-${index}`);
      await writeAll(
        run({ id: 'report', component: 'report', start: 200, reads: scores, writes: ['report'] }),
        run({ id: 'later', component: 'predict', start: 3 * DAY, reads: ['model'] }),
      );
      await retain();

      const trace = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'report' }, NOW);

      const [, summary] = trace.runs;
      expect(trace.runs.map(({ component, depth }) => [component, depth])).toEqual([
        ['report', 1],
        ['predict', 2],
        ['train', 3],
      ]);
      expect(summary?.summary).toEqual({ day: '2020-09-13', runs: 10, ok: 8, failed: 2 });
      expect(trace.edges).toContainEqual({ from: summary?.id, to: 'train-0', pointer: 'model' });
      expect(trace.notes.join()).toContain('summaries of a day');
    });

    test('asked of by its id, a summary says where it is shown', async () => {
      await writeDays(0, 12);
      await retain();
      const { runs } = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'model' }, NOW);
      const id = runs.find(({ summary }) => summary !== undefined)?.id ?? '';
      expect(id).toMatch(/^daily:predict:2020-09-13:[0-9a-f]{12}$/);

      for (const [question, values] of [
        ['inspect', { run: id }],
        ['stale', { subject: id }],
      ] as const) {
        await expect(ask(given.store, question, values, NOW)).rejects.toMatchObject({
          code: 'USAGE',
          message: expect.stringContaining('spantrail history predict --since 2020-09-13'),
        });
      }
    });

    test('the impact of a pointer and of a run names the summaries of its readers', async () => {
      await writeDays(0, 1, 12);
      await retain();

      const pointer = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'model' }, NOW);
      const train = await ask<ImpactAnswer>(given.store, 'impact', { subject: 'train-0' }, NOW);

      const daysOf = ({ runs }: ImpactAnswer) =>
        runs.flatMap(({ summary }) => (summary === undefined ? [] : [summary.day]));
      expect(daysOf(pointer).sort()).toEqual(['2020-09-13', '2020-09-14']);
      expect(daysOf(train)).toEqual(['2020-09-13']);
    });

    test('what people marked stays, and so does what a newer run depends on', async () => {
      await writeDays(0, 1);
      await ask(given.store, 'flag', { pointer: 'prediction/0-2' }, NOW);
      await ask(given.store, 'note', { run: 'predict-0-5', text: 'odd' }, NOW);
      await writeAll(
        { ...run({ id: 'labelled', component: 'predict', start: 150 }), labels: ['gdpr'] },
        run({ id: 'reader', component: 'report', start: 15 * DAY, reads: ['prediction/0-7'] }),
      );

      const { kept } = await retain();

      expect(kept).toMatchObject({ marked: 3, needed: 1 });
      const rows = await given.store.runs([
        'predict-0-2',
        'predict-0-5',
        'labelled',
        'predict-0-7',
      ]);
      expect(rows).toHaveLength(4);
      const trace = await ask<TraceAnswer>(
        given.store,
        'trace',
        { pointer: 'prediction/0-2' },
        NOW,
      );
      expect(trace.runs.map(({ id }) => id)).toEqual(['predict-0-2', 'train-0']);
    });

    test('the last writer of what is still in use stays for readers to come', async () => {
      const writers = [0, 1].flatMap((day) =>
        Array.from({ length: 10 }, (_, index) =>
          run({
            id: `w-${day}-${index}`,
            component: 'w',
            start: day * DAY + index * 60,
            writes: ['state'],
          }),
        ),
      );
      await writeAll(...writers, run({ id: 'end', component: 'w', start: 2 * DAY }));

      await retain();
      await given.write(run({ id: 'young', component: 'r', start: 15 * DAY, reads: ['state'] }));

      const rows = await given.store.dependencies(['young'], NOW);
      expect(rows.map(({ to }) => to)).toEqual(['w-1-9']);
      expect(await given.store.runs(writers.map(({ run: key }) => key))).toHaveLength(1);
    });

    test('a folded run does not come back, and a late fact of a kept one is taken', async () => {
      await writeDays(0, 1);
      await retain();
      const before = await given.store.dump();

      const refused = await given.store.write(
        batch(...busyDay(0, 10), run({ id: 'never-seen', component: 'predict', start: 50 })),
      );
      const taken = await given.store.write(
        batch({
          ...run({ id: 'train-0', component: 'train', writes: ['model'] }),
          labels: ['late'],
        }),
      );

      // 10 predictions and one run that nobody knows; the model's run is kept, so it counts.
      expect(refused.rejected).toHaveLength(11);
      expect(refused.rejected[0]?.reason).toContain(HORIZON);
      expect(taken.rejected).toEqual([]);
      const after = await given.store.dump();
      expect(after.nodes.filter((node) => !before.nodes.includes(node))).toEqual([
        '["Label",{"key":"late","name":"late"}]',
      ]);
    });

    test('a span that began before the horizon and ended after it is taken', async () => {
      await writeDays(0, 1);
      await retain();

      const report = await given.store.write(
        batch(run({ id: 'long', component: 'train', start: 8 * DAY, end: 11 * DAY })),
      );

      expect(report.rejected).toEqual([]);
    });

    test('the horizon never goes back', async () => {
      await writeDays(0);
      await retain();

      const later = await retain({ keep: '12d' });

      expect(later.horizon).toBe(HORIZON);
    });

    test('a run is as stale after retention as before, and says what it no longer counts exactly', async () => {
      const jobs = Array.from({ length: 20 }, (_, index) =>
        run({
          id: `clean-${index}`,
          component: 'clean',
          start: index * 60,
          writes: [`part-${index}`],
        }),
      );
      await writeAll(
        ...jobs,
        run({ id: 'young', component: 'train', start: 15 * DAY, reads: ['part-0'] }),
      );
      const staleNow = () => ask<StaleAnswer>(given.store, 'stale', { subject: 'young' }, NOW);
      const before = await staleNow();
      await retain();

      const after = await staleNow();

      const messages = ({ runs }: StaleAnswer) =>
        runs[0]?.stale.map(({ message }) => message) ?? [];
      expect(messages(before).join()).toContain('clean has 19 fresher ok runs');
      expect(messages(after).join()).toContain('clean has at least 1 fresher ok run;');
      const kinds = ({ runs }: StaleAnswer) =>
        runs[0]?.stale.map(({ kind, dependency }) => [kind, dependency]);
      expect(kinds(after)).toEqual(kinds(before));
    });

    test('as of a time before the horizon the answer says what it is made from', async () => {
      await writeDays(0);
      await retain();

      const trace = await ask<TraceAnswer>(
        given.store,
        'trace',
        { pointer: 'model', 'as-of': at(DAY) },
        NOW,
      );

      expect(trace.runs.map(({ id }) => id)).toEqual(['train-0']);
      expect(trace.notes.join()).toContain('made from what is left');
    });
  });
}
