/** Random histories stretched over days, for what counts in days. */
import type { IoFact } from '../src/facts/lineage-batch.ts';
import type { Arrival, History } from './random-facts.ts';

const BASE = 1_600_000_000_000_000n;
/** One step of the histories' time, 8 hours. */
const STEP = 28_800_000_000n;
/** 2020-09-13T00:00:00Z, the day on which the histories begin. */
export const FIRST_DAY = 1_599_955_200_000_000n;
export const DAY = 86_400_000_000n;

const stretched = (micros: bigint): bigint => BASE + (micros - BASE) * STEP;

export function stretch({ arrivals, requests }: History): History {
  const known = new Map(arrivals.map((item) => [item, stretchOne(item)]));
  const one = (item: Arrival): Arrival => known.get(item) ?? stretchOne(item);
  return { arrivals: arrivals.map(one), requests: requests.map((request) => request.map(one)) };
}

function stretchOne(item: Arrival): Arrival {
  if (item.kind === 'annotation') {
    return { kind: 'annotation', fact: { ...item.fact, at: stretched(item.fact.at) } };
  }
  const { start, end, inputs, outputs } = item.fact;
  const io = (fact: IoFact): IoFact => ({
    ...fact,
    at: fact.at === null ? null : stretched(fact.at),
  });
  return {
    kind: 'span',
    fact: {
      ...item.fact,
      start: stretched(start),
      end: end === null ? null : stretched(end),
      inputs: inputs.map(io),
      outputs: outputs.map(io),
    },
  };
}
