/**
 * The questions on Neo4j at several sizes of one history, asked in turns so that the machine's noise hits
 * all alike; prints each size's figures and its ratio to the first.
 */
import { parseArgs } from 'node:util';
import type { LineageStore } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { askedOf } from './asked.ts';
import { digits, percentile, table, timed } from './figures.ts';
import { type OpenedHistory, openHistory } from './neo4j-of-history.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000,1000000' },
    rounds: { type: 'string', default: '200' },
    warmup: { type: 'string', default: '60' },
    'triggers-per-run': { type: 'string', default: '0' },
    'heap-max': { type: 'string', default: '1g' },
    'page-cache': { type: 'string', default: '1g' },
  },
});
const triggersPerRun = Number(values['triggers-per-run']);
const memory = { heapMax: values['heap-max'], pageCache: values['page-cache'] };

await measure(values.runs.split(',').map(Number));

async function measure(sizes: readonly number[]): Promise<void> {
  const opened: OpenedHistory[] = [];
  try {
    for (const runs of sizes) opened.push(await open(runs));
    const asked = opened.map(({ history }) => askedOf(history));
    const times = opened.map(() => new Map<string, number[]>());
    for (let round = 0; round < Number(values.warmup) + Number(values.rounds); round += 1) {
      for (const [index, { store }] of opened.entries()) {
        await askOnce(store, round, asked[index] ?? [], times[index] ?? new Map());
      }
    }
    report(sizes, times);
  } finally {
    for (const each of opened) await each.close();
  }
}

function open(runs: number): Promise<OpenedHistory> {
  const variant = triggersPerRun === 0 ? '' : `x${triggersPerRun}`;
  return openHistory(madeHistory({ runs, triggersPerRun }), variant, memory);
}

async function askOnce(
  store: LineageStore,
  round: number,
  asked: ReturnType<typeof askedOf>,
  times: Map<string, number[]>,
): Promise<void> {
  for (const { name, ask } of asked) {
    const ms = await timed(() => ask(store, round));
    if (round < Number(values.warmup)) continue;
    times.set(name, [...(times.get(name) ?? []), ms]);
  }
}

function report(
  sizes: readonly number[],
  times: readonly ReadonlyMap<string, readonly number[]>[],
): void {
  const [least] = times;
  const rows = [...(least?.keys() ?? [])].flatMap((name) =>
    sizes.map((runs, index) => {
      const at = (share: number, of = times[index]): number =>
        percentile(of?.get(name) ?? [], share);
      const ratio = at(0.95) / at(0.95, least);
      return [`${name} at ${runs} runs`, ...[at(0.5), at(0.95), ratio].map(digits)];
    }),
  );
  console.log(table(['ms', 'p50', 'p95', 'p95 to the first'], rows));
}
