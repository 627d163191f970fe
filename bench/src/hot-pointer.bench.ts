/** The embedded store and a pointer that is rewritten again and again: what its writers cost a write and a question. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type IoFact, openLineage, parseParameters, questions } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { digits, percentile, table, timed } from './figures.ts';

const { values } = parseArgs({
  options: {
    writes: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '50' },
  },
});
const HOT = 's3://bench/hot';
const REPORT = 's3://bench/report';
/** Writers for one reader. */
const READ_EVERY = 100;

const writes = Number(values.writes);
const history = madeHistory({ runs: writes, plain: true });
const folder = mkdtempSync(join(tmpdir(), 'spantrail-hot-'));
const store = await openLineage({ store: `file:${join(folder, 'hot.db')}` });
const rates: number[] = [];
for (const { contributions, annotations } of history.batches()) {
  const hot = contributions.map((run, index) => {
    const reads = index % READ_EVERY === 0;
    return { ...run, inputs: reads ? [io(HOT)] : [], outputs: [io(reads ? REPORT : HOT)] };
  });
  const ms = await timed(() => store.write({ contributions: hot, annotations }));
  rates.push((hot.length / ms) * 1_000);
}
const rows: string[][] = [];
for (const [name, parameter, pointer] of [
  ['trace', 'pointer', REPORT],
  ['trace', 'pointer', HOT],
  ['stale', 'subject', REPORT],
] as const) {
  const question = questions.find((candidate) => candidate.name === name);
  if (question === undefined) throw new Error(`There is no question ${name}.`);
  const parsed = parseParameters(question, [[parameter, pointer]]);
  const times: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    times.push(await timed(() => question.ask(store, parsed, history.now)));
  }
  rows.push([
    `${name} ${pointer}`,
    ...[0.5, 0.95].map((share) => digits(percentile(times, share))),
  ]);
}
console.log(table(['ms', 'p50', 'p95'], rows));
const [first = Number.NaN] = rates;
console.log(
  `${writes} rewrites: first batch ${digits(first)} runs/s, last ${digits(rates.at(-1) ?? Number.NaN)} runs/s`,
);
await store.close();
rmSync(folder, { recursive: true });

function io(name: string): IoFact {
  const pointer = { namespace: '', name, type: null };
  return { pointer, digest: null, rows: null, bytes: null, at: null };
}
