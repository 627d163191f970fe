/**
 * Child spans whose run is in another request. Either side may come first, so both are looked up: the owners of
 * what arrives without a run, and what waits for the spans that arrive. What is found belongs into the batch. It
 * is looked for before the locks, and behind them once more: what came in between begins the write again.
 */
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asText } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { joinParts } from '../facts/fact-parts.ts';
import type { GatheredFacts } from '../facts/gathered-facts.ts';
import { ownSpans, type RunFacts } from '../facts/run-facts.ts';
import { mergeWaiting, type WaitingFacts } from '../facts/waiting-facts.ts';
import { waitingOf } from '../transfer/facts-of-lines.ts';
import { waitingText } from '../transfer/lines-of-facts.ts';
import type { Locked } from './lock-facts.ts';
import { ownersOf } from './nest-runs.ts';

const anyWaiting = query('write/any-waiting');
const waitingChildren = query('write/waiting-children');
const loadWaiting = query('write/load-waiting');
const saveStatement = query('write/save-waiting');
const untie = query('write/untie-waiting');
const end = query('write/end-waiting');
const releaseSpans = query('write/release-spans');

export interface Bridges {
  /** Keys of known runs, by their spans that something waits for. */
  readonly owners: ReadonlyMap<string, string>;
  /** What waited in the store for the spans of the batch, by key. */
  readonly children: ReadonlyMap<string, WaitingFacts>;
}

const NO_BRIDGES: Bridges = { owners: new Map(), children: new Map() };

/** Says inside a write that more belongs into it. */
class BridgesFound extends Error {
  readonly found: Bridges;

  constructor(found: Bridges) {
    super('Some child spans of this write, or for it, have found their run.');
    this.found = found;
  }
}

/** Writes, and begins again with what the write found to belong to it, until it finds no more. */
export async function writeBridging<T>(write: (bridges: Bridges) => Promise<T>): Promise<T> {
  let bridges = NO_BRIDGES;
  for (;;) {
    try {
      return await write(bridges);
    } catch (error) {
      if (!(error instanceof BridgesFound)) throw error;
      bridges = joinBridges(bridges, error.found);
    }
  }
}

export function joinBridges(a: Bridges, b: Bridges): Bridges {
  return {
    owners: new Map([...a.owners, ...b.owners]),
    children: new Map([...a.children, ...b.children]),
  };
}

/** The facts with what the bridges lead to. */
export function withBridges(facts: GatheredFacts, { owners, children }: Bridges): GatheredFacts {
  if (owners.size === 0 && children.size === 0) return facts;
  const spansOf = new Map<string, Set<string>>();
  for (const [span, run] of owners) {
    const known = spansOf.get(run) ?? new Set();
    spansOf.set(run, span === run ? known : known.add(span));
  }
  const { runs, components, pointers, codes, waiting, annotations } = facts;
  const joined = joinParts([
    {
      runs: [...runs.values(), ...[...spansOf].map(([run, spans]) => ownerFacts(run, spans))],
      components: [...components.values()],
      pointers: [...pointers.values()],
      codes: [...codes.values()],
      waiting: [...waiting.values(), ...children.values()],
      annotations: [...annotations.values()],
    },
  ]);
  return { ...joined, labels: facts.labels };
}

/** Of a run that the store knows: nothing but what leads to it. */
function ownerFacts(key: string, spans: ReadonlySet<string>): RunFacts {
  const none = new Map<string, never>();
  return {
    key,
    id: key,
    start: null,
    head: null,
    inputs: none,
    outputs: none,
    metrics: none,
    triggers: none,
    slices: none,
    labels: none,
    parents: new Set(),
    links: new Set(),
    spans,
  };
}

/** Whether anything waits in the store: nearly always nothing. */
export async function anythingWaits(session: CypherSession): Promise<boolean> {
  return (await session.run(anyWaiting)).length > 0;
}

/**
 * What is there before anything is locked, so that the write need not begin again for it.
 *
 * @param waits whether anything waits in the store.
 */
export async function bridgesBefore(
  session: CypherSession,
  facts: GatheredFacts,
  waits: boolean,
): Promise<Bridges> {
  const spans = waits ? [...facts.runs.values()].flatMap(ownSpans) : [];
  return lookForBridges(session, facts, spans);
}

/**
 * Behind the locks, which it takes as they are.
 *
 * @throws BridgesFound when the facts, or the store, hold more that belongs together.
 */
export async function findBridges(
  session: CypherSession,
  facts: GatheredFacts,
  {
    locked,
    waits,
    known,
  }: {
    readonly locked: Pick<Locked, 'namedRuns'>;
    readonly waits: boolean;
    readonly known: Bridges;
  },
): Promise<void> {
  const spans = waits
    ? [...facts.runs.values()].flatMap((run) =>
        locked.namedRuns.has(run.key) ? ownSpans(run) : [...run.spans],
      )
    : [];
  const { owners, children } = await lookForBridges(session, facts, spans);
  const others = new Map(
    [...children].filter(([key, one]) => {
      const seen = known.children.get(key);
      // Another copy of the span may have come since it was looked for without locks.
      return seen === undefined || waitingText(seen) !== waitingText(one);
    }),
  );
  if (owners.size > 0 || others.size > 0) throw new BridgesFound({ owners, children: others });
}

/** @param spans of the facts' runs, for which something may wait. */
async function lookForBridges(
  session: CypherSession,
  facts: GatheredFacts,
  spans: readonly string[],
): Promise<Bridges> {
  const asked = [...facts.waiting.values()].flatMap(({ key, parent }) => [key, parent]);
  const [owned, rows] = await Promise.all([
    ownersOf(session, asked),
    readByKeys(session, waitingChildren, spans),
  ]);
  const owners = new Map<string, string>();
  // Two runs with one span are a sender's mistake; the lesser key is as good as any.
  for (const [span, runs] of owned) owners.set(span, [...runs].sort()[0] ?? span);
  const children = rows.map((row) => [asText(row.key), waitingOf(asText(row.facts))] as const);
  return { owners, children: new Map(children) };
}

/** Keeps what still waits, and ends the waiting of what was found. @param now µs, by this machine's clock. */
export async function saveBridges(
  session: CypherSession,
  facts: GatheredFacts,
  { children }: Bridges,
  now: bigint,
): Promise<void> {
  await endWaiting(session, [...children.keys()]);
  if (facts.waiting.size === 0) return;
  const known = await readByKeys(session, loadWaiting, facts.waiting.keys());
  const stored = new Map(known.map((row) => [asText(row.key), waitingOf(asText(row.facts))]));
  const waiting = [...facts.waiting.values()].map((one) => {
    const before = stored.get(one.key);
    return before === undefined ? one : mergeWaiting(before, one);
  });
  await putWaiting(session, waiting, now);
}

/** In the place of what the same spans said before. @param now µs, of those that did not wait before. */
export async function putWaiting(
  session: CypherSession,
  waiting: readonly WaitingFacts[],
  now: bigint,
): Promise<void> {
  const keys = waiting.map(({ key }) => key);
  const parents = (await readByKeys(session, untie, keys)).map((row) => asText(row.parent));
  const rows = waiting.map((one) => ({
    key: one.key,
    parent: one.parent,
    facts: waitingText(one),
    since: now,
  }));
  await writeRows(session, saveStatement, rows);
  await readByKeys(session, releaseSpans, parents);
}

/** The spans stay, as far as anything else leads to them. */
export async function endWaiting(session: CypherSession, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const parents = (await readByKeys(session, untie, keys)).map((row) => asText(row.parent));
  await readByKeys(session, end, keys);
  await readByKeys(session, releaseSpans, [...keys, ...parents]);
}
