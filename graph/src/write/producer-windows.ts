/**
 * The writers that a set of reads may depend on, fetched latest first and only as far back as the
 * choice needs: nearly always the first seek decides.
 */

import { fetchProducers, type Writer, writerFrom } from '../cypher/fetch-producers.ts';
import type { CypherRow, CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asText } from '../engines/row-values.ts';
import { readByRows } from '../engines/statements.ts';
import { chooseProducer, type Kinship, type ProducerFact } from '../facts/choose-producer.ts';
import type { Read } from './affected-readers.ts';

const producersOfContent = query('write/producers-of-content');
const producersOfContents = query('write/producers-of-contents');

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

export interface ProducerWindow {
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
  /** Kinship among these runs and all that were asked for before; those in `kinless` are in nobody. */
  readonly kinship: (runs: ReadonlySet<string>, kinless?: ReadonlySet<string>) => Promise<Kinship>;
  /** Windows that are known without asking the store; undefined where they are not. */
  readonly near?: (read: Read) => ProducerWindow | undefined;
}

/** The run that each read depends on; null where none is known. */
export async function chooseProducers(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  choosing: Choosing,
): Promise<ReadonlyMap<Read, ProducerFact | null>> {
  const chosen = new Map<Read, ProducerFact | null>();
  const round = async (
    reads: readonly Read[],
    windows: ReadonlyMap<Read, ProducerWindow>,
  ): Promise<readonly Read[]> => {
    const choices = await chooseInRound(session, kind, windows, choosing);
    const open = new Set(reads);
    for (const [read, choice] of choices) {
      if (choice === 'undecided') continue;
      chosen.set(read, choice);
      open.delete(read);
    }
    return [...open];
  };
  let open = await round(reads, nearWindows(reads, choosing));
  for (const lookBack of ROUNDS) {
    if (open.length === 0) break;
    const limit = lookBack(mostReadsOfOnePointer(open));
    open = await round(open, await fetchWindows(session, kind, open, limit, choosing.clockSkew));
  }
  return chosen;
}

function nearWindows(
  reads: readonly Read[],
  { near }: Choosing,
): ReadonlyMap<Read, ProducerWindow> {
  const windows = new Map<Read, ProducerWindow>();
  for (const read of reads) {
    const window = near?.(read);
    if (window !== undefined) windows.set(read, window);
  }
  return windows;
}

async function chooseInRound(
  session: CypherSession,
  kind: EngineKind,
  windows: ReadonlyMap<Read, ProducerWindow>,
  choosing: Choosing,
): Promise<readonly (readonly [Read, Choice])[]> {
  const kinship = await choosing.kinship(
    runsAround(windows, choosing),
    kinlessOf(windows.values()),
  );
  const choices: [Read, Choice][] = [];
  const byContent: ReadOfContent[] = [];
  for (const [read, window] of windows) {
    const choice = chooseWithin(read, window, choosing, kinship);
    if (choice !== 'by content') choices.push([read, choice]);
    else if (read.digest !== null) byContent.push({ ...read, digest: read.digest, read, window });
  }
  return [...choices, ...(await chooseByContent(session, kind, byContent, choosing))];
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

type Choice = ProducerFact | null | 'undecided';

function choose(
  read: Read,
  window: ProducerWindow,
  { linked, clockSkew }: Choosing,
  kinship: Kinship,
): ProducerFact | null {
  const { runs, producers } = linked(read);
  const candidates =
    producers.length === 0 ? window.producers : distinct([...window.producers, ...producers]);
  return chooseProducer(read, candidates, runs, kinship, clockSkew);
}

function chooseWithin(
  read: Read,
  window: ProducerWindow,
  choosing: Choosing,
  kinship: Kinship,
): Choice | 'by content' {
  const linked = choosing.linked(read);
  const choice = choose(read, window, choosing, kinship);
  if (window.floor === null || (choice !== null && linked.runs.has(choice.run))) return choice;
  if (read.digest === null || choice?.digest === read.digest) {
    return stands(choice, window) ? choice : 'undecided';
  }
  return 'by content';
}

interface ReadOfContent extends Read {
  readonly digest: string;
  readonly read: Read;
  /** The latest writers of the pointer, whatever they wrote. */
  readonly window: ProducerWindow;
}

/**
 * Writers of the same content beat all others, however far back, so they are sought by content: once for
 * all reads of one content, then, where that content was written often, for a read by itself.
 */
async function chooseByContent(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly ReadOfContent[],
  choosing: Choosing,
): Promise<readonly (readonly [Read, Choice])[]> {
  const shared = await windowsOfContents(session, kind, latestOfEach(reads), choosing);
  const choices: (readonly [Read, Choice])[] = [];
  const alone: ReadOfContent[] = [];
  for (const one of reads) {
    const choice = chooseAmong(one, shared, choosing);
    if (choice === 'undecided') alone.push(one);
    else choices.push([one.read, choice]);
  }
  for (const one of alone) {
    const own = await windowsOfContents(session, kind, [one], choosing);
    choices.push([one.read, chooseAmong(one, own, choosing)]);
  }
  return choices;
}

/** The latest writers of each content up to its read, by content, and the kin of the reads and of them. */
interface SameContent {
  readonly windows: ReadonlyMap<string, ProducerWindow>;
  readonly kinship: Kinship;
}

async function windowsOfContents(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly ReadOfContent[],
  choosing: Choosing,
): Promise<SameContent> {
  const windows = await fetchSameContent(session, kind, reads, choosing.clockSkew);
  const writers = [...windows.values()].flatMap(({ producers }) => producers.map(({ run }) => run));
  const kinship = await choosing.kinship(new Set(writers), kinlessOf(windows.values()));
  return { windows, kinship };
}

function chooseAmong(
  one: ReadOfContent,
  { windows, kinship }: SameContent,
  choosing: Choosing,
): Choice {
  const { read, window } = one;
  const same = windows.get(contentOf(one)) ?? EVERYTHING;
  const better = choose(read, same, choosing, kinship);
  if (better !== null) return same.floor === null || stands(better, same) ? better : 'undecided';
  // None, or only kin of the reader: the window's choice is left, when all of them are known.
  const choice = choose(read, window, choosing, kinship);
  return same.floor === null && stands(choice, window) ? choice : 'undecided';
}

function contentOf({ pointer, digest }: Pick<ReadOfContent, 'pointer' | 'digest'>): string {
  return JSON.stringify([pointer, digest]);
}

function latestOfEach(reads: readonly ReadOfContent[]): readonly ReadOfContent[] {
  const latest = new Map<string, ReadOfContent>();
  for (const read of reads) {
    const content = contentOf(read);
    const known = latest.get(content);
    if (known === undefined || read.at > known.at) latest.set(content, read);
  }
  return [...latest.values()];
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
  kind: EngineKind,
  reads: readonly ReadOfContent[],
  clockSkew: bigint,
): Promise<ReadonlyMap<string, ProducerWindow>> {
  const asked = reads.map(({ pointer, digest, at }) => ({
    pointer,
    digest,
    until: at + clockSkew,
  }));
  const rows =
    kind === 'neo4j'
      ? await readByRows(session, producersOfContents, asked, { limit: SAME_CONTENT })
      : (
          await Promise.all(
            asked.map(async (one) => {
              const rows = await session.run(producersOfContent, { ...one, limit: SAME_CONTENT });
              return rows.map((row): CypherRow => ({ ...row, pointer: one.pointer }));
            }),
          )
        ).flat();
  const found = new Map<string, Writer[]>();
  for (const row of rows) {
    const writer = writerFrom(row);
    const content = contentOf({ pointer: writer.pointer, digest: asText(row.digest) });
    const known = found.get(content);
    if (known === undefined) found.set(content, [writer]);
    else known.push(writer);
  }
  return new Map(
    [...found].map(([content, producers]) => [content, windowOf(producers, SAME_CONTENT)]),
  );
}

export function windowOf(producers: Writer[], limit: bigint): ProducerWindow {
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
  windows: ReadonlyMap<Read, ProducerWindow>,
  choosing: Choosing,
): ReadonlySet<string> {
  const runs = new Set<string>();
  const seen = new Set<ProducerWindow>();
  for (const [read, window] of windows) {
    runs.add(read.run);
    for (const run of choosing.linked(read).runs) runs.add(run);
    if (seen.has(window)) continue;
    seen.add(window);
    for (const { run } of window.producers) runs.add(run);
  }
  return runs;
}

async function fetchWindows(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  limit: bigint,
  clockSkew: bigint,
): Promise<ReadonlyMap<Read, ProducerWindow>> {
  const untils = new Map<string, bigint>();
  for (const { pointer, at } of reads) {
    const known = untils.get(pointer);
    if (known === undefined || at > known) untils.set(pointer, at);
  }
  const queries = [...untils].map(([pointer, at]) => ({ pointer, until: at + clockSkew }));
  const found = new Map<string, Writer[]>();
  for (const row of await fetchProducers(session, kind, queries, limit)) {
    const known = found.get(row.pointer);
    if (known === undefined) found.set(row.pointer, [row]);
    else known.push(row);
  }
  const windows = new Map(
    [...found].map(([pointer, producers]) => [pointer, windowOf(producers, limit)]),
  );
  return new Map(reads.map((read) => [read, windows.get(read.pointer) ?? EVERYTHING]));
}

function distinct(producers: readonly ProducerFact[]): readonly ProducerFact[] {
  const byRun = new Map<string, ProducerFact>();
  for (const producer of producers) byRun.set(producer.run, producer);
  return [...byRun.values()];
}
