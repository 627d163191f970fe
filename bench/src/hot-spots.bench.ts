/**
 * Histories that grow at one place, batch by batch, and a question after each: whether the first tenth of
 * writes and answers costs what the last does.
 */
import { parseArgs } from 'node:util';
import { type LineageStore, openLineage, parseParameters, questions } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { startNeo4j } from '@spantrail/neo4j-for-tests/without-jest';
import { digits, table, timed, withinDeciles } from './figures.ts';
import { type HotSpot, hotSpots } from './hot-spots.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '1000' },
    warmup: { type: 'string', default: '3000' },
    /** An empty store; left out: a Neo4j of its own. */
    store: { type: 'string' },
  },
});
const runs = Number(values.runs);
const runsPerBatch = Number(values.batch);
const { now } = madeHistory({ runs });

const server = values.store === undefined ? await startNeo4j() : null;
const store = await openLineage({ store: values.store ?? server?.uri ?? '' });
try {
  const warm = hotSpots({ space: 'warm', runs: Number(values.warmup), runsPerBatch });
  for (const spot of warm) await grow(store, spot);
  const rows: string[][] = [];
  for (const spot of hotSpots({ space: 'hot', runs, runsPerBatch })) {
    process.stderr.write(`${spot.name}: ${spot.batches} batches\n`);
    rows.push(rowOf(spot, await grow(store, spot)));
  }
  const heading = ['', 'first tenth', 'last tenth', 'ratio', 'answer, first', 'answer, last'];
  console.log(table(heading, rows));
} finally {
  await store.close();
  await server?.stop();
}

interface Grown {
  /** ms of each batch. */
  readonly writes: readonly number[];
  /** ms of each answer. */
  readonly answers: readonly number[];
}

async function grow(store: LineageStore, spot: HotSpot): Promise<Grown> {
  const question = questions.find(({ name }) => name === spot.question);
  if (question === undefined) throw new Error(`There is no question ${spot.question}.`);
  const writes: number[] = [];
  const answers: number[] = [];
  for (let number = 0; number < spot.batches; number += 1) {
    const batch = spot.batch(number);
    writes.push(await timed(() => store.write(batch)));
    const asked = parseParameters(question, [spot.parameter(number)]);
    answers.push(await timed(() => question.ask(store, asked, now)));
  }
  return { writes, answers };
}

function rowOf({ name, unit, perBatch, question }: HotSpot, { writes, answers }: Grown): string[] {
  const { first, last } = withinDeciles(writes);
  const answer = withinDeciles(answers);
  const rate = (ms: number): string => `${digits((perBatch / ms) * 1_000)} ${unit}/s`;
  return [
    name,
    rate(first),
    rate(last),
    digits(first / last),
    `${question} ${digits(answer.first)} ms`,
    `${digits(answer.last)} ms`,
  ];
}
