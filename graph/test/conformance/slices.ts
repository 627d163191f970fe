import { describe, expect, test } from '@jest/globals';
import type { ReviewAnswer, SliceAnswer } from '../../src/answers/answers.ts';
import type { RunContribution } from '../../src/facts/lineage-batch.ts';
import { ask } from '../ask.ts';
import { at, batch, run, type Told } from '../facts.ts';
import type { Given } from './given.ts';

interface Served extends Told {
  readonly slices?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly digest?: string;
}

function serving({ slices = {}, version, digest, ...told }: Served): RunContribution {
  const contribution = run(told);
  const { identity } = contribution;
  return {
    ...contribution,
    identity: identity && {
      ...identity,
      codeVersion: version ?? null,
      code: digest === undefined ? null : { digest, text: null, file: null, line: null },
    },
    slices: Object.entries(slices).map(([key, value]) => ({ key, value })),
  };
}

/** Ten scores; those of Germany read bad features, which v2 of the features job made. */
function scores(): RunContribution[] {
  return [
    serving({ id: 'train', component: 'train', start: 0, writes: ['model'], digest: 'sha256:t' }),
    serving({ id: 'good', component: 'features', start: 1, writes: ['good.csv'], version: 'v1' }),
    serving({ id: 'bad', component: 'features', start: 2, writes: ['bad.csv'], version: 'v2' }),
    ...Array.from({ length: 10 }, (_, index) =>
      serving({
        id: `score${index}`,
        component: 'score',
        start: 10 + index,
        reads: ['model', index < 4 ? 'bad.csv' : 'good.csv'],
        writes: [`out${index}`],
        slices: { country: index < 4 ? 'de' : 'fr', plan: index % 2 === 0 ? 'pro' : 'free' },
        metrics: { accuracy: index < 4 ? 0.5 : 0.9 },
        ...(index < 4 ? { failedTrigger: 'no nulls' } : {}),
        version: 'v9',
      }),
    ),
  ];
}

export function slices(given: Given): void {
  const slice = (values: Readonly<Record<string, readonly string[] | number | bigint | string>>) =>
    ask<SliceAnswer>(given.store, 'slice', values);
  const counts = ({ runs }: Pick<SliceAnswer, 'runs'>) =>
    runs.map(({ id, count, baselineCount }) => [id, count, baselineCount]);

  describe('ranks what a slice shares', () => {
    test('that others lack before what all share: runs, components and code versions', async () => {
      await given.store.write(batch(...scores()));

      const answer = await slice({ slice: ['country=de'] });

      expect(answer).toMatchObject({
        slice: { slices: [{ key: 'country', value: 'de' }], where: [], pointers: null },
        outputs: 4,
        baseline: 6,
        truncated: false,
        notes: [],
      });
      expect(counts(answer).slice(0, 2)).toEqual([
        ['bad', 4, 0],
        ['train', 4, 6],
      ]);
      expect(answer.runs[0]).toMatchObject({ coverage: 1, lift: 12 });
      expect(answer.runs[0]?.confidence).toBeCloseTo(0.490705, 6);
      expect(answer.runs[1]?.confidence).toBe(0);
      expect(
        answer.codeVersions.map(({ version, kind, components, count }) => [
          version,
          kind,
          components,
          count,
        ]),
      ).toEqual([
        ['v2', 'version', ['features'], 4],
        ['sha256:t', 'digest', ['train'], 4],
        ['v9', 'version', ['score'], 4],
      ]);
      expect(answer.components.map(({ component, lift }) => [component, lift])).toEqual([
        ['features', 1],
        ['score', 1],
        ['train', 1],
      ]);
    });

    test('the same by slice key, by a condition on a metric or trigger, and by a list of pointers', async () => {
      await given.store.write(batch(...scores()));
      const ranked = async (values: Readonly<Record<string, readonly string[]>>) =>
        counts(await slice(values));
      const byKey = await ranked({ slice: ['country=de'] });

      expect(await ranked({ where: ['accuracy < 0.8'] })).toEqual(byKey);
      expect(await ranked({ where: ['trigger:"no nulls" = fail'] })).toEqual(byKey);
      expect(await ranked({ pointers: ['out0', 'out1', 'out2', 'out3'] })).toEqual(byKey);
    });

    test('of several keys and conditions only what all of them mean', async () => {
      await given.store.write(batch(...scores()));

      const both = await slice({ slice: ['country=de', 'plan=pro'] });
      const mixed = await slice({ slice: ['plan=pro'], where: ['accuracy < 0.8', 'accuracy > 0'] });
      const none = await slice({ slice: ['country=de', 'country=fr'] });

      expect(both.outputs).toBe(2);
      expect(both.baseline).toBe(8);
      expect(counts(mixed)).toEqual(counts(both));
      expect(none).toMatchObject({
        outputs: 0,
        baseline: 0,
        runs: [],
        components: [],
        codeVersions: [],
      });
      expect(none.notes).toEqual(['No run is in this slice.']);
    });

    test('so that the parts of a slice add up', async () => {
      await given.store.write(batch(...scores()));
      const all = ['out0', 'out1', 'out4', 'out5', 'out6'];
      const totals = new Map<string, number>();
      for (const pointers of [all.slice(0, 2), all.slice(2)]) {
        for (const { id, count } of (await slice({ pointers, limit: 100 })).runs) {
          totals.set(id, (totals.get(id) ?? 0) + count);
        }
      }

      const whole = await slice({ pointers: all, limit: 100 });

      expect(new Map(whole.runs.map(({ id, count }) => [id, count]))).toEqual(totals);
      const [de, fr, pro, free] = await Promise.all(
        ['country=de', 'country=fr', 'plan=pro', 'plan=free'].map((text) =>
          slice({ slice: [text] }),
        ),
      );
      const train = (answer?: SliceAnswer) => answer?.runs.find(({ id }) => id === 'train')?.count;
      expect((train(de) ?? 0) + (train(fr) ?? 0)).toBe(10);
      expect((train(pro) ?? 0) + (train(free) ?? 0)).toBe(10);
    });

    test('as of a time, when what came later was not there', async () => {
      await given.store.write(batch(...scores()));

      const then = await slice({ slice: ['country=de'], 'as-of': at(12.5) });
      const before = await slice({ slice: ['country=de'], 'as-of': at(5) });

      expect(then).toMatchObject({ outputs: 2, baseline: 0 });
      expect(then.runs[0]).toMatchObject({ count: 2, lift: null, confidence: null });
      expect(then.notes).toEqual(['1 of the 3 runs in the slice had written nothing.']);
      expect(before).toMatchObject({ outputs: 0, notes: ['No run is in this slice.'] });
    });

    test('when a late span moves the start of a run', async () => {
      const late = serving({ id: 'late', start: 50, writes: ['x'], slices: { country: 'de' } });
      await given.write(late, { ...late, span: 'earlier', start: at(20), end: at(21) });

      const then = await slice({ slice: ['country=de'], 'as-of': at(30) });

      expect(then.notes).toEqual(['1 of the 1 runs in the slice had written nothing.']);
      expect((await slice({ slice: ['country=de'] })).outputs).toBe(1);
    });

    test('within the limits, and says what they cut', async () => {
      await given.store.write(batch(...scores()));

      const short = await slice({ slice: ['country=de'], limit: 1 });
      const flat = await slice({ slice: ['country=de'], depth: 1 });
      const focused = await slice({ slice: ['country=de'], focus: 'features' });

      expect(short.runs.map(({ id }) => id)).toEqual(['bad']);
      expect(short.truncated).toBe(true);
      expect(short.notes).toEqual([
        '5 more runs: raise --limit.',
        '2 more components: raise --limit.',
        '2 more code versions: raise --limit.',
      ]);
      expect(flat.components.map(({ component }) => component)).toEqual(['score']);
      expect(flat.truncated).toBe(true);
      expect(flat.notes).toEqual([
        'Traces longer than 1 steps were cut there: raise --depth for more.',
      ]);
      expect(focused.runs.map(({ id }) => id)).toEqual(['bad']);
      expect(focused.codeVersions.map(({ version }) => version)).toEqual(['v2']);
    });

    test('of a slice with more outputs than are traced, the latest', async () => {
      const many = Array.from({ length: 1_100 }, (_, index) =>
        serving({
          id: `run${index}`,
          start: index,
          reads: [index < 150 ? 'old' : 'new'],
          writes: [`out${index}`],
          slices: { country: 'de' },
        }),
      );
      const sources = ['old', 'new'].map((id) =>
        serving({ id, component: 'in', start: -2, end: -1.5, writes: [id] }),
      );
      for (let from = 0; from < many.length; from += 100) {
        await given.store.write(batch(...sources, ...many.slice(from, from + 100)));
      }

      const answer = await slice({ slice: ['country=de'] });

      expect(answer).toMatchObject({ outputs: 1_000, baseline: 0, truncated: true });
      expect(answer.notes).toContain('The slice is larger: its latest 1000 outputs count.');
      expect(counts(answer).slice(0, 2)).toEqual([
        ['new', 950, 0],
        ['old', 50, 0],
      ]);
    });

    test('with names that are hostile, byte for byte', async () => {
      const names = [
        `quote ' " back \\ tick \` newline \n emoji 😀`,
        "'}) DETACH DELETE n //",
        '__proto__',
        'a=b=c',
        `long ${'é'.repeat(5_000)}`,
        ' ',
      ];
      for (const [index, name] of names.entries()) {
        await given.write(
          serving({
            id: `run${index}`,
            span: `00:0${index}`,
            start: index,
            writes: [name],
            slices: { [name]: name },
            metrics: { [name]: index },
          }),
        );
      }

      for (const [index, name] of names.entries()) {
        const byKey = await slice({ slice: [JSON.stringify([name, name])] });
        const byPointer = await slice({ pointers: [name] });
        const byMetric = await slice({ where: [`${JSON.stringify(name)} = ${index}`] });
        for (const answer of [byKey, byPointer, byMetric]) {
          expect(answer.runs.map(({ id }) => id)).toEqual([`run${index}`]);
        }
        expect(byKey.slice.slices).toEqual([{ key: name, value: name }]);
        if (name.includes('=')) continue;
        expect((await slice({ slice: [`${name}=${name}`] })).outputs).toBe(1);
      }
    });

    test('with equals signs in keys, and asks which is meant where it cannot know', async () => {
      await given.write(
        serving({ id: 'one', start: 0, writes: ['p'], slices: { 'a=b': 'c' } }),
        serving({ id: 'two', start: 1, writes: ['q'], slices: { x: 'y=z' } }),
      );

      expect((await slice({ slice: ['a=b=c'] })).runs[0]?.id).toBe('one');
      expect((await slice({ slice: ['x=y=z'] })).runs[0]?.id).toBe('two');
      await given.write(serving({ id: 'three', start: 2, writes: ['r'], slices: { a: 'b=c' } }));
      await expect(slice({ slice: ['a=b=c'] })).rejects.toThrow('["a","b=c"] or ["a=b","c"]');
      expect((await slice({ slice: ['["a","b=c"]'] })).runs[0]?.id).toBe('three');
    });

    test('and says which slice or pointer it does not know, with the nearest', async () => {
      await given.store.write(batch(...scores()));

      await expect(slice({ slice: ['country=dx'] })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        kind: 'slice',
        nearest: ['country=de', 'country=fr'],
      });
      await expect(slice({ slice: ['county=de'] })).rejects.toMatchObject({
        nearest: expect.arrayContaining(['country=de']),
      });
      await expect(slice({ pointers: ['out99'] })).rejects.toMatchObject({ kind: 'pointer' });
      await expect(slice({ slice: ['de'] })).rejects.toThrow('write KEY=VALUE');
      await expect(slice({ where: ['accuracy ~ 1'] })).rejects.toThrow('column 10');
      await expect(slice({})).rejects.toThrow('KEY=VALUE, --pointers FILE or --where');
      expect((await slice({ pointers: ['out0', 'out98', 'out99'] })).notes).toEqual([
        '2 of the 3 pointers are unknown: "out98", "out99".',
      ]);
    });

    test('against outputs that nobody flagged, of the environment that is asked for', async () => {
      await given.store.write(
        batch(
          ...['a', 'b', 'c', 'd'].map((id, index) =>
            serving({
              id,
              start: index,
              writes: [`out-${id}`],
              environment: index === 3 ? 'staging' : 'production',
              slices: { first: index === 0 ? 'yes' : 'no' },
            }),
          ),
        ),
      );
      await ask(given.store, 'flag', { pointer: 'out-b' });

      expect((await slice({ slice: ['first=yes'] })).baseline).toBe(2);
      expect((await slice({ slice: ['first=yes'], environment: 'production' })).baseline).toBe(1);
      expect((await slice({ slice: ['first=yes'], environment: 'staging' })).outputs).toBe(0);
    });
  });

  test('review tells flagged outputs of one batch run from those of many runs', async () => {
    await given.store.write(
      batch(
        serving({ id: 'batch', start: 0, writes: ['b0', 'b1', 'b2', 'b3'], version: 'v1' }),
        ...Array.from({ length: 30 }, (_, index) =>
          serving({ id: `run${index}`, start: 10 + index, writes: [`out${index}`], version: 'v0' }),
        ),
      ),
    );
    for (const name of ['b0', 'b1', 'b2', 'b3']) await ask(given.store, 'flag', { pointer: name });

    const { runs, baseline, codeVersions } = await ask<ReviewAnswer>(given.store, 'review');

    expect(baseline).toBe(30);
    expect(runs.map(({ id, count, coverage, lift }) => [id, count, coverage, lift])).toEqual([
      ['batch', 4, 1, 60],
    ]);
    // Four outputs of one run are one observation.
    expect(runs[0]?.confidence).toBeCloseTo(0.265195, 6);
    expect(codeVersions.map(({ version, lift }) => [version, lift])).toEqual([['v1', 60]]);
  });
}
