/**
 * The store's own write beside two bare loaders of the same graph, in turns on one Neo4j, so that the
 * machine's noise hits all alike. What is handed to each is made before its clock runs.
 */
import { parseArgs } from 'node:util';
import { openLineage } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { startNeo4j } from '@spantrail/neo4j-for-tests/without-jest';
import { BareLoader, type LoaderKind } from './bare-loader.ts';
import { digits, percentile, table, timed, withinDeciles } from './figures.ts';
import { inSpace, rowMaker } from './loader-rows.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    warmup: { type: 'string', default: '10000' },
    sides: { type: 'string', default: 'store,seeks,handed' },
    'heap-max': { type: 'string', default: '1g' },
    'page-cache': { type: 'string', default: '1g' },
  },
});
const BATCH = 1_000;
const TARGETS = new Map([
  ['seeks', 0.8],
  ['handed', 0.55],
]);

/** Writes the next batch of its history; gives the ms of the write alone. */
type Side = (batch: number) => Promise<number>;

const warmup = Number(values.warmup) / BATCH;
const batches = warmup + Number(values.runs) / BATCH;
const server = await startNeo4j({
  heapMax: values['heap-max'],
  pageCache: values['page-cache'],
});
const store = await openLineage({ store: server.uri });
const loader = new BareLoader(server.uri);
try {
  const sides = values.sides.split(',').map((name, index) => [name, side(name, index)] as const);
  const times = new Map(sides.map(([name]) => [name, [] as number[]]));
  for (let batch = 0; batch < batches; batch += 1) {
    // Whoever comes after the same neighbour each time would pay for what that one left to do.
    const first = batch % sides.length;
    for (const [name, write] of [...sides.slice(first), ...sides.slice(0, first)]) {
      const ms = await write(batch);
      if (batch >= warmup) times.get(name)?.push(ms);
    }
  }
  report(times);
  await compareGraphs([...times.keys()]);
} finally {
  await loader.close();
  await store.close();
  await server.stop();
}

/** A history of its own, by its seed, in a space of its own, by its name. */
function side(name: string, index: number): Side {
  const history = madeHistory({ runs: batches * BATCH, seed: index + 1, plain: true });
  const rowsOf = rowMaker();
  return async (number) => {
    const [made] = history.batches(number * BATCH, (number + 1) * BATCH);
    if (made === undefined) throw new Error(`The history has no batch ${number}.`);
    const batch = inSpace(name, made);
    if (name === 'store') return timed(() => store.write(batch));
    const rows = rowsOf(batch);
    return timed(() => loader.load(name as LoaderKind, rows));
  };
}

function report(times: ReadonlyMap<string, readonly number[]>): void {
  const rate = (ms: number): number => (BATCH / ms) * 1_000;
  const medians = new Map([...times].map(([name, of]) => [name, percentile(of, 0.5)]));
  const rows = [...times].map(([name, of]) => {
    const { first, last } = withinDeciles(of);
    const rates = [medians.get(name) ?? Number.NaN, first, last].map(rate);
    return [name, digits(percentile(of, 0.5)), ...rates.map(digits), digits(first / last)];
  });
  const heading = ['', 'ms a batch', 'runs/s', 'first tenth', 'last tenth', 'last to first'];
  console.log(table(heading, rows));
  const ours = medians.get('store');
  for (const [name, target] of TARGETS) {
    const theirs = medians.get(name);
    if (ours === undefined || theirs === undefined) continue;
    console.log(`store to ${name}: ${digits(theirs / ours)} of its rate, target ${target}`);
  }
}

/** @throws when the sides did not all do the same work. */
async function compareGraphs(spaces: readonly string[]): Promise<void> {
  const counts: string[] = [];
  for (const space of spaces) counts.push(await loader.count(space));
  console.log(`each: ${counts[0]}`);
  if (new Set(counts).size > 1) throw new Error(`The graphs differ: ${counts.join('; ')}.`);
}
