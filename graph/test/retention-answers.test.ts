import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunView, StaleAnswer, TraceAnswer } from '../src/answers/answers.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import {
  add,
  type ExactSum,
  exactly,
  formatExact,
  parseExact,
} from '../src/retention/exact-sum.ts';
import { ask } from './ask.ts';
import { batchOf, crowdedHistory, type History, history } from './random-facts.ts';
import { DAY, FIRST_DAY, stretch } from './slow-history.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const cases = process.env.CI === 'true' ? 500 : 300;
const FOREVER = FIRST_DAY + 100n * DAY;

const given = fc
  .oneof({ weight: 3, arbitrary: history(16) }, { weight: 1, arbitrary: crowdedHistory })
  .map(stretch);
const horizonDay = fc.integer({ min: 1, max: 5 }).map((days) => FIRST_DAY + BigInt(days) * DAY);

async function beforeAndAfter(told: History, horizon: bigint) {
  const whole = new MemoryLineageStore();
  const retained = new MemoryLineageStore();
  for (const store of [whole, retained]) await store.write(batchOf(told.arrivals));
  await retained.retain({
    horizon,
    runsADayMin: 1,
    runsMax: Number.MAX_SAFE_INTEGER,
    runsAtOnce: 1_000,
    dryRun: false,
  });
  return { whole, retained };
}

/** What a run itself is stale by, seen from a time; the count of fresher runs is in the message. */
const ownReasons = (run: RunView | undefined) =>
  (run?.stale ?? [])
    .filter(({ transitive }) => transitive !== true)
    .map(({ kind, dependency }) => `${kind} ${dependency}`)
    .sort();

describe('after retention', () => {
  test(`young runs depend on what they did, and are as stale as they were (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        horizonDay,
        fc.integer({ min: 0, max: 3 }),
        async (told, horizon, days) => {
          const { whole, retained } = await beforeAndAfter(told, horizon);
          const asOf = horizon + BigInt(days) * DAY;
          const keys = await whole.recentRuns({ asOf: FOREVER, limit: 1_000 });
          const young = (await whole.runs(keys)).filter(({ start }) => start >= horizon);
          for (const { key, id } of young) {
            expect(await retained.dependencies([key], FOREVER)).toEqual(
              await whole.dependencies([key], FOREVER),
            );
            const stale = (store: MemoryLineageStore) =>
              ask<StaleAnswer>(store, 'stale', { subject: id, 'as-of': asOf, 'max-age-days': 1 });
            const [before, after] = [await stale(whole), await stale(retained)];
            expect(ownReasons(after.runs[0])).toEqual(ownReasons(before.runs[0]));
          }
        },
      ),
      { numRuns: cases, seed },
    );
  }, 300_000);

  test(`what is still in use is traced to the same run, at any time since (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        horizonDay,
        fc.integer({ min: 0, max: 3 }),
        async (told, horizon, days) => {
          const { whole, retained } = await beforeAndAfter(told, horizon);
          const asOf = horizon + BigInt(days) * DAY;
          for (const { namespace, name, times } of await usesOf(whole)) {
            const last = times.reduce((a, b) => (a > b ? a : b));
            const first = times.reduce((a, b) => (a < b ? a : b));
            if (last < horizon && last - first <= DAY) continue;
            const trace = (store: MemoryLineageStore) =>
              ask<TraceAnswer>(store, 'trace', {
                pointer: name,
                ...(name.includes(':') ? {} : { namespace }),
                'as-of': asOf,
              });
            const [before, after] = [await trace(whole), await trace(retained)];
            expect(after.producer).toEqual(before.producer);
          }
        },
      ),
      { numRuns: cases, seed },
    );
  }, 300_000);

  test(`kept and folded runs and measurements add up to what there was (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given, horizonDay, async (told, horizon) => {
        const { whole, retained } = await beforeAndAfter(told, horizon);

        expect(await totalsOf(retained)).toEqual(await totalsOf(whole));
      }),
      { numRuns: cases, seed },
    );
  }, 300_000);
});

interface Uses {
  readonly namespace: string;
  readonly name: string;
  readonly times: bigint[];
}

/** When each pointer was read or written, by the merged facts of the runs. */
async function usesOf(store: MemoryLineageStore): Promise<readonly Uses[]> {
  const uses = new Map<string, Uses>();
  const keys = await store.findRuns('', Number.MAX_SAFE_INTEGER);
  for (const { inputs, outputs } of await store.runs(keys)) {
    for (const { pointer, name, at } of [...inputs, ...outputs]) {
      if (at === null) continue;
      const known = uses.get(pointer);
      if (known !== undefined) known.times.push(at);
      else uses.set(pointer, { namespace: namespaceOf(pointer), name, times: [at] });
    }
  }
  return [...uses.values()];
}

/** A bare name's key holds its namespace; a URI has none. */
function namespaceOf(key: string): string {
  return key.startsWith('[') ? String(JSON.parse(key)[0]) : '';
}

/** Runs by component and state, and the exact sum of each metric, kept and folded together. */
async function totalsOf(store: MemoryLineageStore): Promise<Record<string, string>> {
  const { nodes, edges } = await store.dump();
  const counts = new Map<string, bigint>();
  const sums = new Map<string, ExactSum>();
  const count = (key: string, runs: bigint): void => {
    if (runs > 0n) counts.set(key, (counts.get(key) ?? 0n) + runs);
  };
  for (const [label, node] of nodes.map((line) => JSON.parse(line))) {
    if (label === 'ComponentRun' && node.state !== undefined) {
      count(`${node.component} ${node.state}`, 1n);
    }
    if (label === 'DailyRuns') {
      count(`${node.component} ok`, BigInt(node.ok));
      count(`${node.component} failed`, BigInt(node.failed));
    }
  }
  for (const [type, [label], [, metric], edge] of edges.map((line) => JSON.parse(line))) {
    if (type !== 'MEASURED') continue;
    const sum = label === 'DailyRuns' ? parseExact(edge.sumExact) : exactly(edge.value);
    sums.set(metric, add(sums.get(metric) ?? exactly(0), sum));
    count(`values of ${metric}`, label === 'DailyRuns' ? BigInt(edge.count) : 1n);
  }
  return Object.fromEntries([
    ...[...counts].map(([key, runs]) => [key, `${runs}`]),
    ...[...sums].map(([key, sum]) => [`sum of ${key}`, formatExact(sum)]),
  ]);
}
