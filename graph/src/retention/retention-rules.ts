/** What retention keeps and folds, as far as facts of one run or pointer decide it. ADR 016 says why. */
import { type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';
import { floorDivide } from '../facts/time.ts';

export const MICROSECONDS_A_DAY = 86_400_000_000n;

/** Why an old run is kept whole, in the order in which a reason is told. */
export type KeptReason = 'fewADay' | 'unfinished' | 'marked' | 'needed' | 'latest' | 'nested';

export interface RetainPlan {
  /** µs, the start of a UTC day. A later horizon that the store has already stays. */
  readonly horizon: bigint;
  /** A component's runs of one day are folded when there are at least this many. */
  readonly runsADayMin: number;
  /** Stop after about this many folded runs; the next call goes on. */
  readonly runsMax: number;
  /** Runs read and folded by one transaction, about. */
  readonly runsAtOnce: number;
  /** Count only: the store stays as it is. */
  readonly dryRun: boolean;
}

export interface RetainReport {
  readonly horizon: bigint;
  /** Runs that were folded, or would be. */
  readonly folded: number;
  /** Summaries that they went to. */
  readonly summaries: number;
  /** Runs that started before the horizon and stay. */
  readonly kept: Readonly<Record<KeptReason, number>>;
  /** True when `runsMax` ended the work early. */
  readonly more: boolean;
}

export const NOTHING_KEPT: Readonly<Record<KeptReason, number>> = {
  fewADay: 0,
  unfinished: 0,
  marked: 0,
  needed: 0,
  latest: 0,
  nested: 0,
};

/** The start of the UTC day that lies in a time. */
export function dayStart(micros: bigint): bigint {
  return floorDivide(micros, MICROSECONDS_A_DAY) * MICROSECONDS_A_DAY;
}

/** Everything that is known of the run happened before the horizon, its end among it. */
export function isOver(run: RunFacts, horizon: bigint): boolean {
  const { head, start } = run;
  if (head === null || start === null || head.state === 'running' || head.end === null)
    return false;
  const before = (at: bigint | null): boolean => at !== null && at < horizon;
  return (
    before(start) &&
    before(head.end) &&
    [...run.inputs.values()].every((io) => before(readAt(run, io))) &&
    [...run.outputs.values()].every((io) => before(writtenAt(run, io))) &&
    [...run.triggers.values()].every(({ at }) => before(at))
  );
}

/** First and last use of a pointer, by any run that is or was known; µs. */
export interface PointerUse {
  readonly first: bigint;
  readonly last: bigint;
}

/** Used over more than a day: what reads and writes it later may be anybody. */
export function isLasting({ first, last }: PointerUse): boolean {
  return last - first > MICROSECONDS_A_DAY;
}

/** Used within a day, and that before the horizon: nobody will ask for its producer any more. */
export function isPast(use: PointerUse, horizon: bigint): boolean {
  return !isLasting(use) && use.last < horizon;
}

/**
 * Writers of one class shadow one another for a later reader: digests of two algorithms do not
 * contradict, so each algorithm has a latest writer of its own.
 */
export function digestClass(digest: string | null): string {
  if (digest === null) return 'none';
  const end = digest.indexOf(':');
  return `of ${end < 0 ? '' : digest.slice(0, end)}`;
}
