import { describe, expect, test } from '@jest/globals';
import type {
  FlagAnswer,
  InspectAnswer,
  NoteAnswer,
  ReviewAnswer,
  TraceAnswer,
} from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { at, pointer, run } from '../facts.ts';
import type { Given } from './given.ts';

export function annotations(given: Given): void {
  describe('keeps what people say', () => {
    test('flags, which the newest fact decides, in any order', async () => {
      await given.write(run({ id: 'w', start: 0, writes: ['out'] }));
      const flag = (id: string, value: string, seconds: number) =>
        given.store.write({
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

      const now = await ask<TraceAnswer>(given.store, 'trace', { pointer: 'out' });
      const then = await ask<TraceAnswer>(given.store, 'trace', {
        pointer: 'out',
        'as-of': at(15),
      });
      expect(now.flagged).toBe(false);
      expect(then.flagged).toBe(true);
    });

    test('flags by command, on any pointer, and takes them away', async () => {
      await given.write(run({ id: 'w', start: 0, reads: ['raw'], writes: ['out'] }));

      const set = await ask<FlagAnswer>(given.store, 'flag', { pointer: 'raw', reason: 'wrong' });
      const unseen = await ask<FlagAnswer>(given.store, 'flag', { pointer: 'later', unseen: true });
      const cleared = await ask<{ unflagged: string[] }>(
        given.store,
        'unflag',
        { all: true },
        1_700_000_001_000_000n,
      );

      expect(set).toMatchObject({ flagged: true, reason: 'wrong', known: true });
      expect(unseen).toMatchObject({ flagged: true, known: false });
      expect(cleared.unflagged).toEqual(['later', 'raw']);
      expect((await ask<ReviewAnswer>(given.store, 'review')).flagged).toHaveLength(2);
      expect(
        (await ask<ReviewAnswer>(given.store, 'review', {}, 1_700_000_002_000_000n)).flagged,
      ).toEqual([]);
    });

    test('notes at a run', async () => {
      await given.write(run({ id: 'noted', start: 0 }));

      await ask<NoteAnswer>(given.store, 'note', {
        run: 'noted',
        text: 'the disk was full',
        by: 'ann',
      });

      const { run: noted } = await ask<InspectAnswer>(given.store, 'inspect', { run: 'noted' });
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
    await given.write(
      run({ id: 'train', component: 'train', start: 0, writes: ['model'] }),
      run({ id: 'bad', component: 'features', start: 5, writes: ['bad.csv'] }),
      run({ id: 'good', component: 'features', start: 6, writes: ['good.csv'] }),
      ...scored,
    );
    for (const name of ['out0', 'out1']) await ask(given.store, 'flag', { pointer: name });

    const answer = await ask<ReviewAnswer>(given.store, 'review');

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
}
