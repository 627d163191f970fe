import { describe, expect, test } from '@jest/globals';
import { madeHistory } from '@spantrail/made-history';
import type { TraceAnswer } from '../src/answers/answers.ts';
import { openLineage } from '../src/open-lineage.ts';
import { parseParameters } from '../src/question.ts';
import { trace } from '../src/questions/trace.ts';

describe('a made history', () => {
  test('is the same each time, and a longer one begins with the shorter', () => {
    const short = [...madeHistory({ runs: 150, batchSize: 100 }).batches()];
    const long = [...madeHistory({ runs: 200, batchSize: 100 }).batches()];

    expect(short.map((batch) => batch.contributions.length)).toEqual([100, 50]);
    expect(long[0]).toEqual(short[0]);
    expect(long[1]?.contributions.slice(0, 50)).toEqual(short[1]?.contributions);
  });

  test('gives every run an id of its own, two inputs and one output', () => {
    const runs = [...madeHistory({ runs: 5_000 }).batches()].flatMap((it) => it.contributions);

    expect(new Set(runs.map(({ run }) => run)).size).toBe(5_000);
    expect(runs.every(({ inputs, outputs }) => inputs.length === 2 && outputs.length === 1)).toBe(
      true,
    );
  });

  test.each([200, 5_200])(
    'of %i runs has 40 runs in the trace of its last prediction',
    async (runs) => {
      const history = madeHistory({ runs });
      const store = await openLineage({ store: 'memory:' });
      for (const batch of history.batches()) await store.write(batch);
      await store.write({ contributions: [], annotations: history.flags(100) });

      const [pointer = ''] = history.latestPredictions(1);
      const values = parseParameters(trace, [['pointer', pointer]]);
      const answer = (await trace.ask(store, values, history.now)) as TraceAnswer;

      expect(answer.runs).toHaveLength(40);
      expect(new Set(answer.runs.map((run) => run.component))).toEqual(new Set(history.components));
    },
  );
});
