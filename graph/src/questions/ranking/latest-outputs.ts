/**
 * The outputs of the latest runs of some sources (a slice, components), found without reading what is
 * older: pages of each source, latest starts first, the source that is least far back next.
 */
import { compareText } from '../../facts/keys.ts';
import { compareBigInts } from '../../facts/stamp.ts';
import type { LineageStore, RunTraits } from '../../lineage-store.ts';

/** One write of a pointer by a run; a pointer that is written again is another output. */
export interface Output {
  readonly run: string;
  readonly component: string;
  readonly start: bigint;
  readonly pointer: string;
  readonly at: bigint;
}

/** Runs that started at or before a time, the latest starts, at most `limit`. */
export type RunSource = (asOf: bigint, limit: number) => Promise<readonly RunTraits[]>;

export interface Scan {
  readonly asOf: bigint;
  /** Outputs that are enough. */
  readonly outputsMax: number;
  /** Runs that are looked at for each source at most. */
  readonly runsMax: number;
  /** Those of the runs whose outputs count. */
  readonly keep: (runs: readonly RunTraits[]) => Promise<readonly RunTraits[]>;
  /** Whether a write of this pointer counts. */
  readonly accept: (pointer: string) => boolean;
}

export interface LatestOutputs {
  /** By the later start of the run, then the later write; at most `outputsMax`. */
  readonly outputs: readonly Output[];
  /** Of the runs that wrote them, by key. */
  readonly traits: ReadonlyMap<string, RunTraits>;
  /** Runs that were kept, and those of them that had written nothing. */
  readonly runs: number;
  readonly silentRuns: number;
  /** `outputs`: there are older ones. `runs`: older runs were not looked at. */
  readonly cut: 'outputs' | 'runs' | null;
}

const FIRST_PAGE = 32;
const PAGE_GROWTH = 8;
const PAGE_MAX = 2_048;
/** Some runs of a page give less than those before. */
const SPARE = 1.1;
/** A run may have ten thousand outputs: they are read for few runs first. */
const FIRST_READ = 8;
const READ_GROWTH = 4;
const READ_MAX = 512;
const FEW_OUTPUTS = 4;

interface Cursor {
  readonly source: RunSource;
  /** Runs that started later are done with. */
  until: bigint;
  page: number;
  looked: number;
  /** Found among those that were looked at. */
  outputs: number;
  state: 'open' | 'done' | 'cut';
  /** The last page held one start alone. */
  stuck: boolean;
}

export async function latestOutputs(
  store: LineageStore,
  sources: readonly RunSource[],
  scan: Scan,
): Promise<LatestOutputs> {
  const cursors = sources.map(
    (source): Cursor => ({
      source,
      until: scan.asOf,
      page: FIRST_PAGE,
      looked: 0,
      outputs: 0,
      state: 'open',
      stuck: false,
    }),
  );
  const found: Found = {
    outputs: [],
    traits: new Map(),
    runs: 0,
    silentRuns: 0,
    older: false,
    readNext: FIRST_READ,
  };
  for (;;) {
    const next = furthestAhead(cursors, thresholdOf(found.outputs, scan.outputsMax));
    if (next === null) break;
    const before = found.outputs.length;
    const kept = await scan.keep(await turnPage(next, scan.runsMax));
    await readOutputs(store, kept, scan, found);
    next.outputs += found.outputs.length - before;
    next.page = pageAfter(next, scan.outputsMax - found.outputs.length);
  }
  const { runs, silentRuns, traits } = found;
  const outputs = found.outputs.sort(laterFirst);
  const older =
    found.older ||
    outputs.length > scan.outputsMax ||
    cursors.some(({ state }) => state === 'open');
  const cut = older ? 'outputs' : cursors.some(({ state }) => state === 'cut') ? 'runs' : null;
  return { outputs: outputs.slice(0, scan.outputsMax), traits, runs, silentRuns, cut };
}

interface Found {
  readonly outputs: Output[];
  readonly traits: Map<string, RunTraits>;
  runs: number;
  silentRuns: number;
  /** True when outputs of older runs were left unread. */
  older: boolean;
  /** Runs whose outputs are read next; it grows while they are few a run. */
  readNext: number;
}

/** The open source whose next runs are the latest, unless enough later outputs are known. */
function furthestAhead(cursors: readonly Cursor[], threshold: bigint | null): Cursor | null {
  let best: Cursor | null = null;
  for (const cursor of cursors) {
    if (cursor.state !== 'open' || (threshold !== null && cursor.until < threshold)) continue;
    if (best === null || cursor.until > best.until) best = cursor;
  }
  return best;
}

/** The start of the run of the last output that is wanted; null while there are too few. */
function thresholdOf(outputs: Output[], outputsMax: number): bigint | null {
  if (outputs.length < outputsMax) return null;
  outputs.sort(laterFirst);
  return outputs[outputsMax - 1]?.start ?? null;
}

/**
 * The next runs of a source. Of the oldest start in a full page some runs may be missing, so that start
 * is left to the next page: what is found does not depend on how a store orders equal starts.
 */
async function turnPage(cursor: Cursor, runsMax: number): Promise<readonly RunTraits[]> {
  const traits = await cursor.source(cursor.until, cursor.page);
  cursor.looked += traits.length;
  if (traits.length < cursor.page) {
    cursor.state = 'done';
    return traits;
  }
  const oldest = traits.reduce((least, { start }) => (start < least ? start : least), cursor.until);
  const settled = traits.filter(({ start }) => start > oldest);
  cursor.stuck = settled.length === 0;
  cursor.until = oldest;
  if (cursor.looked >= runsMax) cursor.state = 'cut';
  return settled;
}

/** As many runs as the missing outputs should take, going by what the source has given so far. */
function pageAfter({ page, looked, outputs, stuck }: Cursor, missing: number): number {
  const grown = page * PAGE_GROWTH;
  // A page of one start alone: only a larger one gets past it.
  if (stuck) return page >= PAGE_MAX ? grown : Math.min(grown, PAGE_MAX);
  if (outputs === 0) return Math.min(grown, PAGE_MAX);
  const wanted = Math.ceil((missing / outputs) * looked * SPARE) + FIRST_READ;
  return Math.min(Math.max(wanted, FIRST_PAGE), grown, PAGE_MAX);
}

/** Adds the outputs of these runs, and stops where older ones could not be among the latest. */
async function readOutputs(
  store: LineageStore,
  runs: readonly RunTraits[],
  { asOf, outputsMax, accept }: Scan,
  found: Found,
): Promise<void> {
  const latest = [...runs].sort((a, b) => compareBigInts(b.start, a.start));
  const before = found.outputs.length;
  for (let from = 0; from < latest.length; ) {
    const read = latest.slice(from, from + found.readNext);
    const byKey = new Map(read.map((run) => [run.key, run]));
    const wrote = new Set<string>();
    const rows = await store.outputs([...byKey.keys()], asOf);
    const isFew = rows.length <= found.readNext * FEW_OUTPUTS;
    found.readNext = isFew ? Math.min(found.readNext * READ_GROWTH, READ_MAX) : FIRST_READ;
    for (const { run, pointer, at } of rows) {
      wrote.add(run);
      const traits = byKey.get(run);
      if (traits === undefined || !accept(pointer)) continue;
      const { component, start } = traits;
      found.outputs.push({ run, component, start, pointer, at });
      found.traits.set(run, traits);
    }
    found.runs += read.length;
    found.silentRuns += read.length - wrote.size;
    from += read.length;
    const next = latest[from];
    const enough = found.outputs.length - before >= outputsMax;
    if (enough && next !== undefined && next.start < (read.at(-1)?.start ?? 0n)) {
      found.older = true;
      return;
    }
  }
}

function laterFirst(a: Output, b: Output): number {
  return (
    compareBigInts(b.start, a.start) ||
    compareBigInts(b.at, a.at) ||
    compareText(a.run, b.run) ||
    compareText(a.pointer, b.pointer)
  );
}
