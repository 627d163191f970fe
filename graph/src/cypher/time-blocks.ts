/**
 * The embedded engine finds equal values only, so what is sought by time there is kept in blocks of time:
 * each run carries the keys of the blocks that it started and ended in (2^32 µs, 72 minutes each), and a
 * tree says which blocks were ever filled, so that a gap of years costs nothing. A `TimeBlock` node
 * covers 1,024 children, one bit each in `filled`. Bits are never taken away: an empty block is found
 * empty, so late, moved and removed runs need no care.
 */
import { compositeKey } from '../facts/keys.ts';
import type { RunFacts } from '../facts/run-facts.ts';

/** Blocks hold 2^shift µs each; runs carry keys of the finest, nodes stand for the others. */
const FINEST = 32n;
const CHILD_BITS = 10n;
const CHILDREN = 1n << CHILD_BITS;
/** Covers every time that an engine can hold, in four blocks. */
const COARSEST = FINEST + 3n * CHILD_BITS;
const FIRST_COARSEST = -2n;
const LAST_COARSEST = 1n;

/** A line of blocks: all starts, or the starts or ends of one component's runs. */
export interface TimeLine {
  /** Key of a component; null: of any. */
  readonly component: string | null;
  readonly of: 'start' | 'end';
}

export interface TimeBlock {
  readonly line: TimeLine;
  readonly shift: bigint;
  readonly number: bigint;
}

export function blockKey({ line, shift, number }: TimeBlock): string {
  return compositeKey([line.component ?? '', line.of, `${shift}`, `${number}`]);
}

export interface PlacedRun {
  readonly component: string | null;
  readonly start: bigint | null;
  readonly end: bigint | null;
}

/** The finest blocks of a run, by the property that holds their keys; null: it has no such time yet. */
export function blocksOf(run: PlacedRun): {
  readonly startBlock: TimeBlock | null;
  readonly endBlock: TimeBlock | null;
  readonly anyStartBlock: TimeBlock | null;
} {
  const { component, start, end } = run;
  return {
    startBlock: finest({ component, of: 'start' }, component === null ? null : start),
    endBlock: finest({ component, of: 'end' }, component === null ? null : end),
    anyStartBlock: finest({ component: null, of: 'start' }, component === null ? null : start),
  };
}

/** The block keys as properties of the run's node. */
export function blockProperties(run: RunFacts): Readonly<Record<string, string | null>> {
  const blocks = blocksOf(placed(run));
  return Object.fromEntries(
    Object.entries(blocks).map(([name, block]) => [name, block === null ? null : blockKey(block)]),
  );
}

export function placed(run: RunFacts): PlacedRun {
  const { head, start } = run;
  return { component: head?.component ?? null, start, end: head?.end ?? null };
}

function finest(line: TimeLine, time: bigint | null): TimeBlock | null {
  return time === null ? null : { line, shift: FINEST, number: time >> FINEST };
}

/** The nodes that these blocks need, by key, with the bits that must be set in each. */
export function bitsAbove(blocks: Iterable<TimeBlock>): ReadonlyMap<string, bigint> {
  const bits = new Map<string, bigint>();
  for (const { line, number: finestNumber } of blocks) {
    let number = finestNumber;
    for (let shift = FINEST + CHILD_BITS; shift <= COARSEST; shift += CHILD_BITS) {
      const bit = 1n << (number & (CHILDREN - 1n));
      number >>= CHILD_BITS;
      const key = blockKey({ line, shift, number });
      bits.set(key, (bits.get(key) ?? 0n) | bit);
    }
  }
  return bits;
}

/** The coarsest blocks that touch a span of time, the latest first. */
export function coarsestBlocks(line: TimeLine, span: TimeSpan): readonly TimeBlock[] {
  return within(line, COARSEST, FIRST_COARSEST, LAST_COARSEST, span);
}

export interface TimeSpan {
  readonly from: bigint;
  /** Included. */
  readonly until: bigint;
}

/** The filled blocks under a node that touch a span of time, the latest first. */
export function filledUnder(
  { line, shift, number }: TimeBlock,
  filled: bigint,
  span: TimeSpan,
): readonly TimeBlock[] {
  const first = number << CHILD_BITS;
  // A text of bits: shifting a number of 1,024 bits copies it, once a child.
  const bits = filled.toString(2).padStart(Number(CHILDREN), '0');
  const isFilled = (child: bigint): boolean => bits.at(Number(first - child) - 1) === '1';
  return within(line, shift - CHILD_BITS, first, first + CHILDREN - 1n, span, isFilled);
}

/** Runs carry its key; it has no node. */
export function isFinest({ shift }: TimeBlock): boolean {
  return shift === FINEST;
}

function within(
  line: TimeLine,
  shift: bigint,
  first: bigint,
  last: bigint,
  { from, until }: TimeSpan,
  isWanted: (number: bigint) => boolean = () => true,
): readonly TimeBlock[] {
  const least = from >> shift > first ? from >> shift : first;
  const greatest = until >> shift < last ? until >> shift : last;
  const blocks: TimeBlock[] = [];
  for (let number = greatest; number >= least; number -= 1n) {
    if (isWanted(number)) blocks.push({ line, shift, number });
  }
  return blocks;
}
