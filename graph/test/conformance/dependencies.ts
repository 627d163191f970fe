import { describe, expect, test } from '@jest/globals';
import type { InspectAnswer } from '../../src/answers/answers.ts';
import { ask } from '../ask.ts';
import { run } from '../facts.ts';
import type { Given } from './given.ts';

export function dependencies(given: Given): void {
  describe('derives dependencies', () => {
    test('of a consumer that is logged before its producer', async () => {
      await given.write(
        run({ id: 'reader', start: 10, reads: ['data.csv'] }),
        run({ id: 'writer', start: 0, writes: ['data.csv'] }),
      );

      expect(await dependenciesOf(given, 'reader')).toEqual(['writer by data.csv']);
    });

    test('anew when a producer arrives a day late between two others', async () => {
      const day = 86_400;
      await given.write(
        run({ id: 'first', start: 0, writes: ['data.csv'] }),
        run({ id: 'third', start: 3 * day, writes: ['data.csv'] }),
        run({ id: 'early', start: day, reads: ['data.csv'] }),
        run({ id: 'middle', start: 2 * day + 60, reads: ['data.csv'] }),
        run({ id: 'late', start: 4 * day, reads: ['data.csv'] }),
      );

      await given.write(run({ id: 'second', start: 2 * day, writes: ['data.csv'] }));

      expect(await dependenciesOf(given, 'early')).toEqual(['first by data.csv']);
      expect(await dependenciesOf(given, 'middle')).toEqual(['second by data.csv']);
      expect(await dependenciesOf(given, 'late')).toEqual(['third by data.csv']);
    });

    test('on the content that was read rather than on the latest writer', async () => {
      await given.write(
        run({ id: 'v1', start: 0, writes: [{ name: 'model', digest: 'sha256:1' }] }),
        run({ id: 'v2', start: 10, writes: [{ name: 'model', digest: 'sha256:2' }] }),
        run({ id: 'score', start: 20, reads: [{ name: 'model', digest: 'sha256:1' }] }),
        run({ id: 'other', start: 20, reads: [{ name: 'model', digest: 'etag:9' }] }),
        run({ id: 'changed', start: 20, reads: [{ name: 'model', digest: 'sha256:3' }] }),
      );

      expect(await dependenciesOf(given, 'score')).toEqual(['v1 by model']);
      expect(await dependenciesOf(given, 'other')).toEqual(['v2 by model']);
      expect(await dependenciesOf(given, 'changed')).toEqual([]);
      const { run: changed } = await ask<InspectAnswer>(given.store, 'inspect', { run: 'changed' });
      expect(changed.reads).toMatchObject([{ pointer: 'model', changedOutside: true }]);
    });

    test('on a linked producer before all others', async () => {
      await given.write(
        run({ id: 'linked', start: 0, writes: ['topic'] }),
        run({ id: 'latest', start: 10, writes: ['topic'] }),
        run({ id: 'reader', start: 20, reads: ['topic'], links: ['linked'] }),
      );

      expect(await dependenciesOf(given, 'reader')).toEqual(['linked by topic']);
    });

    test('never on the reader itself, what encloses it or what it encloses', async () => {
      await given.write(
        run({ id: 'pipeline', start: 0, end: 10, reads: ['p'], writes: ['p'] }),
        run({ id: 'step', start: 1, end: 2, reads: ['p'], writes: ['p'], parents: ['pipeline'] }),
        run({ id: 'after', start: 20, reads: ['p'] }),
      );

      expect(await dependenciesOf(given, 'pipeline')).toEqual([]);
      expect(await dependenciesOf(given, 'step')).toEqual([]);
      expect(await dependenciesOf(given, 'after')).toEqual(['step by p']);
    });

    test('past a run that encloses an inner writer far back', async () => {
      const between = Array.from({ length: 12 }, (_, index) =>
        run({ id: `w${index}`, start: 2 + index, writes: ['p'] }),
      );
      await given.write(
        run({ id: 'inner', start: 0, writes: ['p'], parents: ['outer'] }),
        ...between,
        run({ id: 'outer', start: 0, end: 30, writes: ['p'] }),
        run({ id: 'reader', start: 40, reads: ['p'] }),
      );

      expect(await dependenciesOf(given, 'reader')).toEqual(['w11 by p']);
    });

    test('of a reader whose own inner run took the pointer over, when an earlier writer is late', async () => {
      await given.write(
        run({ id: 'reader', start: 6, end: 9, reads: ['p'] }),
        run({ id: 'inner', start: 4, end: 5, writes: ['p'], parents: ['reader'] }),
      );

      await given.write(run({ id: 'early', start: 0, writes: ['p'] }));

      expect(await dependenciesOf(given, 'reader')).toEqual(['early by p']);
    });

    test('on failed runs as well, and on running ones not yet', async () => {
      await given.write(
        run({ id: 'failed', start: 0, failed: 'disk full', writes: ['a'] }),
        run({ id: 'running', start: 0, end: null, writes: ['b'] }),
        run({ id: 'reader', start: 5, reads: ['a', 'b'] }),
      );

      expect(await dependenciesOf(given, 'reader')).toEqual(['failed by a']);
    });
  });
}

async function dependenciesOf({ store }: Given, id: string): Promise<string[]> {
  const answer = await ask<InspectAnswer>(store, 'inspect', { run: id });
  return answer.run.dependencies.map(({ to, pointer: by }) => `${to} by ${by}`);
}
