/** An endless random pipeline: many writers a pointer, many readers, late runs, start announcements. */
import type { RunSpan } from './otlp-json.ts';

/** A number from 0 up to 1, 1 excluded; the same seed gives the same numbers. */
export type Random = () => number;

/** mulberry32: a dozen readable lines are enough for a test that has to be replayed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 2023-11-14, in µs. */
const FIRST_START = 1_700_000_000_000_000n;
const SECOND = 1_000_000n;

/** Runs of a table, one after the other: its pointer is written anew by each. */
const WRITERS_A_TABLE = 6;

/**
 * Run number `index`: two inputs of the last tables, one output, two metrics. One in ten starts up to
 * two minutes earlier than its place, so that it lands between runs that are already stored.
 */
export function randomRun(index: number, component: string, random: Random): RunSpan {
  const table = Math.floor(index / WRITERS_A_TABLE);
  const late = random() < 0.1 ? BigInt(Math.floor(random() * 120)) : 0n;
  const start = FIRST_START + (BigInt(index) - late) * SECOND;
  const first = Math.max(0, table - 1 - Math.floor(random() * 8));
  const digest = random() < 0.5 ? `sha256:${Math.floor(random() * 3)}` : '';
  return {
    id: `run-${index}`,
    component,
    start,
    end: start + BigInt(1 + Math.floor(random() * 900_000)),
    reads: [`s3://lake/table-${first}`, `s3://lake/table-${table + 1}`],
    writes: [{ name: `s3://lake/table-${table}`, digest }],
    metrics: { rows: index, loss: random() },
    ...(random() < 0.05 ? { error: 'out of memory' } : {}),
  };
}
