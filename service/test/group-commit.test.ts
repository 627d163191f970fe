import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { GraphUnavailableError, type LineageBatch, openLineage } from '@spantrail/graph';
import fc from 'fast-check';
import { GroupCommit } from '../src/group-commit.ts';
import { joinBatches } from '../src/joined-batch.ts';
import { batchOf, contribution, runsOf } from './batches.ts';
import { ScriptedStore, type Step, taken } from './scripted-store.ts';

const SEED = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);

/** Holds the first commit until it is let go, so that others come to wait behind it. */
function heldStore(...steps: readonly Step[]) {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = new ScriptedStore(
    async (batch) => {
      await held;
      return taken(batch);
    },
    ...steps,
  );
  return { store, release };
}

function commitsTo(store: ScriptedStore, factsMax = 100, commitsMax = 1): GroupCommit {
  return new GroupCommit({ store, factsMax, commitsMax });
}

describe('group commit', () => {
  it('commits the first at once and those that came meanwhile together', async () => {
    const { store, release } = heldStore();
    const commits = commitsTo(store);

    const all = ['a', 'b', 'c'].map((run) => commits.write(batchOf(run)));
    const { waiting, inFlight } = commits;
    release();
    await Promise.all(all);

    expect([waiting, inFlight]).toEqual([2, 1]);
    expect(store.written.map(runsOf)).toEqual([['a'], ['b', 'c']]);
  });

  it('tells each request which of its own spans the store refused', async () => {
    const { store, release } = heldStore((batch) => ({
      ...taken(batch),
      rejected: batch.contributions
        .filter(({ run }) => run.startsWith('bad'))
        .map(({ origin, run }) => ({ origin, reason: run })),
    }));
    const commits = commitsTo(store);

    const all = [batchOf('first'), batchOf('good', 'bad 1'), batchOf('bad 2', 'good', 'bad 3')].map(
      (batch) => commits.write(batch),
    );
    release();

    expect(await Promise.all(all)).toEqual([
      [],
      [{ origin: 2, reason: 'bad 1' }],
      [
        { origin: 0, reason: 'bad 2' },
        { origin: 4, reason: 'bad 3' },
      ],
    ]);
  });

  it('keeps what belongs to no span apart from every span', () => {
    const note = {
      origin: null,
      id: 'n',
      kind: 'note' as const,
      about: { kind: 'run' as const, run: 'a' },
      value: 'look',
      reason: null,
      by: null,
      at: 1n,
    };
    const parts = [batchOf('a'), { contributions: [], annotations: [note] }, batchOf('b')];

    const joined = joinBatches(parts);
    const everything = [...joined.batch.contributions, ...joined.batch.annotations];
    const rejected = everything.map(({ origin }) => ({ origin, reason: 'x' }));

    expect(new Set(everything.map(({ origin }) => origin)).size).toBe(3);
    expect(joined.split(rejected).map((share) => share.map(({ origin }) => origin))).toEqual([
      [0],
      [null],
      [0],
    ]);
  });

  it('fails the guilty request alone when a group fails for a reason that is not known', async () => {
    const refusing = (batch: LineageBatch) => {
      if (runsOf(batch).includes('guilty')) throw new TypeError('a bug');
      return taken(batch);
    };
    const { store, release } = heldStore(...Array.from({ length: 20 }, () => refusing));
    const commits = commitsTo(store);

    const all = ['first', 'a', 'b', 'guilty', 'c'].map((run) => commits.write(batchOf(run)));
    release();
    const outcomes = await Promise.allSettled(all);

    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(store.written.flatMap(runsOf)).toEqual(['first', 'a', 'b', 'c']);
  });

  it('asks a store that is away once for the whole group, and starts small after it', async () => {
    const { store, release } = heldStore(() => {
      throw new GraphUnavailableError('away');
    });
    const commits = commitsTo(store);

    const first = commits.write(batchOf('first'));
    const group = Promise.allSettled(['a', 'b', 'c'].map((run) => commits.write(batchOf(run))));
    release();
    await first;
    const outcomes = await group;
    const again = ['a', 'b', 'c', 'd'].map((run) => commits.write(batchOf(run)));
    await Promise.all(again);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(store.written.map(runsOf)).toEqual([['first'], ['a'], ['b', 'c'], ['d']]);
  });

  it('joins less while the store is slow', async () => {
    const slow = new ScriptedStore(async (batch) => {
      await sleep(2_100);
      return taken(batch);
    });
    const commits = new GroupCommit({ store: slow, factsMax: 2_000, commitsMax: 1 });
    const runs = (name: string) =>
      batchOf(...Array.from({ length: 400 }, (_, at) => `${name}${at}`));

    await Promise.all(['a', 'b', 'c', 'd'].map((name) => commits.write(runs(name))));

    // 500 facts after the slow one; doubled by the quick one after it.
    expect(slow.written.map(({ contributions }) => contributions.length)).toEqual([400, 400, 800]);
  });

  it('gives up what still waits when it is aborted, and not what is being committed', async () => {
    const { store, release } = heldStore();
    const commits = commitsTo(store);
    const late = new AbortController();

    const begun = commits.write(batchOf('begun'), late.signal);
    const waits = commits.write(batchOf('waits'), late.signal);
    late.abort();
    const outcome = await Promise.allSettled([waits]);
    release();

    expect(outcome[0]).toMatchObject({ status: 'rejected', reason: { code: 'GRAPH_UNAVAILABLE' } });
    expect(await begun).toEqual([]);
    expect(commits.waiting).toBe(0);
    expect(store.written.map(runsOf)).toEqual([['begun']]);
  });
});

const request = fc.record({
  spans: fc.array(fc.constantFrom('good', 'good', 'good', 'refused', 'poison'), {
    minLength: 1,
    maxLength: 6,
  }),
  arrivesAfterMs: fc.nat({ max: 3 }),
});
const step = fc.record({
  ms: fc.nat({ max: 3 }),
  fails: fc.constantFrom('no', 'no', 'no', 'before', 'after'),
});

describe(`any requests to a store that is slow, refuses and fails (SPANTRAIL_SEED=${SEED})`, () => {
  it('are acknowledged after their own commit, with their own refused spans', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 15 }),
        fc.array(step, { maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2 }),
        async (requests, steps, factsMax, commitsMax) => {
          const committed = new Set<string>();
          const sizes = new Map<string, number>();
          let running = 0;
          const script = [...steps];
          const store = {
            write: async (batch: LineageBatch) => {
              running += 1;
              expect(running).toBeLessThanOrEqual(commitsMax);
              const { ms, fails } = script.shift() ?? { ms: 0, fails: 'no' };
              await sleep(ms);
              running -= 1;
              const runs = runsOf(batch);
              const names = new Set(runs.map((run) => run.split('/')[0] ?? ''));
              if (names.size > 1) expect(runs.length).toBeLessThanOrEqual(factsMax);
              else for (const name of names) expect(runs).toHaveLength(sizes.get(name) ?? 0);
              if (fails === 'before') throw new GraphUnavailableError('away');
              if (runs.some((run) => run.endsWith('poison'))) throw new TypeError('a bug');
              const isRefused = (run: string): boolean => run.endsWith('refused');
              for (const run of runs) if (!isRefused(run)) committed.add(run);
              if (fails === 'after') throw new GraphUnavailableError('the answer was lost');
              const rejected = batch.contributions
                .filter(({ run }) => isRefused(run))
                .map(({ origin, run }) => ({ origin, reason: run }));
              return { runs: runs.length, annotations: 0, rejected };
            },
          };
          const commits = new GroupCommit({ store, factsMax, commitsMax });

          const answers = requests.map(async ({ spans, arrivesAfterMs }, index) => {
            await sleep(arrivesAfterMs);
            const runs = spans.map((kind, origin) => `${index}/${origin}/${kind}`);
            sizes.set(String(index), runs.length);
            const batch = {
              contributions: runs.map((run, origin) => contribution(run, origin)),
              annotations: [],
            };
            try {
              const refused = await commits.write(batch);
              expect(spans).not.toContain('poison');
              for (const run of runs) {
                expect(committed.has(run)).toBe(!run.endsWith('refused'));
              }
              const mine = spans.flatMap((kind, origin) => (kind === 'refused' ? [origin] : []));
              expect(refused.map(({ origin }) => origin)).toEqual(mine);
              for (const { origin, reason } of refused) expect(reason).toBe(runs[origin ?? -1]);
            } catch (error) {
              // Only the store itself, or its own spans, may fail a request.
              if (error instanceof TypeError) expect(spans).toContain('poison');
              else expect(error).toBeInstanceOf(GraphUnavailableError);
            }
          });
          await Promise.all(answers);
          await sleep(0);

          expect([commits.waiting, commits.inFlight]).toEqual([0, 0]);
        },
      ),
      { seed: SEED, numRuns: process.env.CI ? 300 : 60 },
    );
  });
});

describe('group commit to the embedded store', () => {
  it('has each run in the store when its request is answered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spantrail-'));
    const store = await openLineage({ store: `file:${join(folder, 'lineage.db')}` });
    const written: number[] = [];
    const commits = new GroupCommit({
      store,
      factsMax: 1_000,
      commitsMax: 1,
      onCommit: ({ requests }) => written.push(requests),
    });

    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const runs = [`r${index}-0`, `r${index}-1`];
        const refused = await commits.write(batchOf(...runs));
        expect(refused).toEqual([]);
        expect((await store.runs(runs)).map(({ key }) => key).sort()).toEqual(runs);
      }),
    );
    await store.close();
    await rm(folder, { recursive: true });

    expect(written).toEqual([1, 39]);
  });
});
