/**
 * The writers that a set of reads may depend on, fetched latest first and only as far back as the
 * choice needs: nearly always the first seek decides.
 */

import { fetchProducers, type Writer, writerFrom } from '../cypher/fetch-producers.ts';
import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { chooseProducer, type Kinship, type ProducerFact } from '../facts/choose-producer.ts';
import type { Read } from './affected-readers.ts';

const producersOfContent = query('write/producers-of-content');

/**
 * How far each round looks back for the reads that the one before left open; the last sees all. A batch
 * may itself write a pointer many times between its reads, so the rounds grow with the open reads.
 */
const ROUNDS: readonly ((readsOfOnePointer: number) => bigint)[] = [
  () => 2n,
  (reads) => 32n + 2n * BigInt(reads),
  (reads) => 4_096n + 8n * BigInt(reads),
  () => 2n ** 53n,
];
/** Writers of one content that are looked at first. */
const SAME_CONTENT = 8n;

interface ProducerWindow {
  /** Latest first. */
  readonly producers: readonly Writer[];
  /** Null: every writer up to the asked time is in. */
  readonly floor: bigint | null;
}

export interface Choosing {
  readonly clockSkew: bigint;
  /** Linked writers by reader, and the runs linked to. */
  readonly linked: (read: Read) => {
    readonly runs: ReadonlySet<string>;
    readonly producers: readonly ProducerFact[];
  };
  /** Kinship among these runs; those in `kinless` are in nobody. */
  readonly kinship: (runs: ReadonlySet<string>, kinless?: ReadonlySet<string>) => Promise<Kinship>;
  /** True when nobody can have written the pointer: it is not asked for. */
  readonly unwritten?: (pointer: string) => boolean;
}

/** The run that each read depends on; null where none is known. */
export async function chooseProducers(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  choosing: Choosing,
): Promise<ReadonlyMap<Read, ProducerFact | null>> {
  const chosen = new Map<Read, ProducerFact | null>();
  let open = reads;
  for (const lookBack of ROUNDS) {
    if (open.length === 0) break;
    const limit = lookBack(mostReadsOfOnePointer(open));
    const written = open.filter(({ pointer }) => choosing.unwritten?.(pointer) !== true);
    const windows = await fetchWindows(session, kind, written, limit, choosing.clockSkew);
    await choosing.kinship(runsAround(open, windows, choosing), kinlessOf(windows.values()));
    const undecided: Read[] = [];
    for (const read of open) {
      const window = windows.get(read.pointer) ?? EVERYTHING;
      const choice = await chooseWithin(session, read, window, choosing);
      if (choice === 'undecided') undecided.push(read);
      else chosen.set(read, choice);
    }
    open = undecided;
  }
  return chosen;
}

function mostReadsOfOnePointer(reads: readonly Read[]): number {
  const counts = new Map<string, number>();
  let most = 0;
  for (const { pointer } of reads) {
    const count = (counts.get(pointer) ?? 0) + 1;
    counts.set(pointer, count);
    if (count > most) most = count;
  }
  return most;
}

/** No writer at all: nothing is missing from the window. */
const EVERYTHING: ProducerWindow = { producers: [], floor: null };

async function chooseWithin(
  session: CypherSession,
  read: Read,
  window: ProducerWindow,
  choosing: Choosing,
): Promise<ProducerFact | null | 'undecided'> {
  const linked = choosing.linked(read);
  const choose = async (window: ProducerWindow): Promise<ProducerFact | null> => {
    const candidates = distinct([...window.producers, ...linked.producers]);
    const kinship = await choosing.kinship(
      new Set([read.run, ...candidates.map(({ run }) => run)]),
      kinlessOf([window]),
    );
    return chooseProducer(read, candidates, linked.runs, kinship, choosing.clockSkew);
  };

  const choice = await choose(window);
  if (window.floor === null || (choice !== null && linked.runs.has(choice.run))) return choice;
  if (read.digest === null || choice?.digest === read.digest) {
    return stands(choice, window) ? choice : 'undecided';
  }
  // Writers of the same content beat all others, however far back, so they are sought by content.
  const same = await fetchSameContent(session, read, choosing.clockSkew);
  const better = await choose(same);
  if (better !== null) return same.floor === null || stands(better, same) ? better : 'undecided';
  // None, or only kin of the reader: the window's choice is left, when all of them are known.
  return same.floor === null && stands(choice, window) ? choice : 'undecided';
}

/**
 * A choice stands when no writer that was not fetched could beat it: everything at or before the floor
 * may be missing, and a run that encloses others loses to an inner writer, however far back.
 */
function stands(choice: ProducerFact | null, window: ProducerWindow): boolean {
  const row = window.producers.find((producer) => producer.run === choice?.run);
  return row !== undefined && window.floor !== null && row.at > window.floor && !row.encloses;
}

async function fetchSameContent(
  session: CypherSession,
  read: Read,
  clockSkew: bigint,
): Promise<ProducerWindow> {
  const rows = await session.run(producersOfContent, {
    pointer: read.pointer,
    digest: read.digest,
    until: read.at + clockSkew,
    limit: SAME_CONTENT,
  });
  return windowOf(
    rows.map((row) => writerFrom(row, read.pointer)),
    SAME_CONTENT,
  );
}

function windowOf(producers: Writer[], limit: bigint): ProducerWindow {
  producers.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const full = BigInt(producers.length) >= limit;
  return { producers, floor: full ? (producers.at(-1)?.at ?? null) : null };
}

function kinlessOf(windows: Iterable<ProducerWindow>): ReadonlySet<string> {
  const kinless = new Set<string>();
  for (const { producers } of windows) {
    for (const { run, enclosed } of producers) if (!enclosed) kinless.add(run);
  }
  return kinless;
}

function runsAround(
  reads: readonly Read[],
  windows: ReadonlyMap<string, ProducerWindow>,
  choosing: Choosing,
): ReadonlySet<string> {
  const runs = new Set(reads.map((read) => read.run));
  for (const { producers } of windows.values()) for (const { run } of producers) runs.add(run);
  for (const read of reads) for (const run of choosing.linked(read).runs) runs.add(run);
  return runs;
}

async function fetchWindows(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  limit: bigint,
  clockSkew: bigint,
): Promise<ReadonlyMap<string, ProducerWindow>> {
  const untils = new Map<string, bigint>();
  for (const { pointer, at } of reads) {
    const known = untils.get(pointer);
    if (known === undefined || at > known) untils.set(pointer, at);
  }
  const queries = [...untils].map(([pointer, at]) => ({ pointer, until: at + clockSkew }));
  const rows = await fetchProducers(session, kind, queries, limit);
  const windows = new Map<string, Writer[]>();
  for (const row of rows) {
    const known = windows.get(row.pointer);
    if (known === undefined) windows.set(row.pointer, [row]);
    else known.push(row);
  }
  return new Map([...windows].map(([pointer, producers]) => [pointer, windowOf(producers, limit)]));
}

function distinct(producers: readonly ProducerFact[]): readonly ProducerFact[] {
  const byRun = new Map<string, ProducerFact>();
  for (const producer of producers) byRun.set(producer.run, producer);
  return [...byRun.values()];
}
