/**
 * What a label reaches. A run is reached when it carries the label, read a pointer that the label was
 * put on, or depends on a run that is reached; a pointer when the label was put on it or a reached run
 * wrote it. Dependencies follow what was really read, so another version of a pointer taints nobody.
 */
import type { TaintView } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { formatTime } from '../facts/time.ts';
import type { InputLabelRow, LabellingRow, RetractionRow } from '../label-store.ts';
import type { DependencyRow, LineageStore, PointerRow, RunRow } from '../lineage-store.ts';
import { latestProducer } from './latest-producer.ts';
import { runsOf } from './lineage-of.ts';
import { type Walk, walkDownstream, walkUpstream } from './lineage-walk.ts';

/** How far upstream of a run or pointer is looked for retracted labels where no lineage is asked. */
const UPSTREAM_MAX = 10_000;

export interface Reach {
  /** The runs that the label reaches; 1 for those that carry it or read a pointer with it. */
  readonly walk: Walk;
  /** The pointers that the label was put on. */
  readonly direct: readonly LabellingRow[];
}

/** Everything that a label reaches as of a time, at most `runsMax` runs. */
export async function reachOf(
  store: LineageStore,
  label: string,
  { asOf, runsMax }: { readonly asOf: bigint; readonly runsMax: number },
): Promise<Reach> {
  const said = await store.labels.labellingsOf([label], asOf);
  const direct = said.filter(({ value }) => value);
  const roots = new Set(await store.labels.runsWith(label, asOf, runsMax + 1));
  for (const { pointer } of direct) {
    if (roots.size > runsMax) break;
    for (const run of await store.consumers(pointer, asOf, runsMax + 1)) roots.add(run);
  }
  const bounds = { asOf, depthMax: Number.MAX_SAFE_INTEGER, runsMax, rootDepth: 1 } as const;
  return { walk: await walkDownstream(store, [...roots], bounds), direct };
}

/** Labels that are retracted as of a time, by key. */
export async function retractedLabels(
  store: LineageStore,
  asOf: bigint,
): Promise<ReadonlyMap<string, RetractionRow>> {
  const rows = await store.labels.retractions(asOf);
  return new Map(rows.filter(({ value }) => value).map((row) => [row.label, row]));
}

export interface TaintedLineage {
  /** By key; one that is missing is named by its key. */
  readonly runs: ReadonlyMap<string, RunRow>;
  /** Dependencies upstream of the roots. */
  readonly edges: readonly DependencyRow[];
  /** Where looking begins; the nearest source of a label is the one that is told. */
  readonly roots: readonly string[];
  /** What was asked of, which may have a label itself. */
  readonly pointer?: PointerRow;
}

/** Retracted labels that reach the roots of an upstream lineage, one entry each, by name. */
export async function taintAmong(
  store: LineageStore,
  lineage: TaintedLineage,
  asOf: bigint,
): Promise<readonly TaintView[]> {
  const retracted = await retractedLabels(store, asOf);
  if (retracted.size === 0) return [];
  const marks = await marksOn(store, lineage, asOf);
  const found = new Map<string, TaintView>();
  const add = (labels: readonly string[] | undefined, { source, pointer, chain }: Place): void => {
    for (const label of labels ?? []) {
      const row = retracted.get(label);
      if (row === undefined || found.has(label)) continue;
      const since = formatTime(row.since);
      const { name, reason } = row;
      found.set(label, {
        label: name,
        retractedAt: since,
        reason,
        source,
        pointer,
        chain: chain(),
      });
    }
  };
  if (lineage.pointer !== undefined) {
    const { key, name } = lineage.pointer;
    const own = await store.labels.labellingsAt([key], asOf);
    const labels = own.filter(({ value }) => value).map(({ label }) => label);
    add(labels, { source: null, pointer: name, chain: () => [] });
  }
  for (const { run, chain } of upwards(lineage)) {
    const source = lineage.runs.get(run)?.id ?? run;
    add(marks.ofRuns.get(run), { source, pointer: null, chain });
    for (const { label, pointer } of marks.ofInputs.get(run) ?? []) {
      add([label], { source, pointer, chain });
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.label, b.label));
}

/** The same for a pointer or a run whose lineage is not at hand; it is looked up only when needed. */
export async function taintOf(
  store: LineageStore,
  subject: { readonly pointer: PointerRow } | { readonly run: string },
  asOf: bigint,
): Promise<readonly TaintView[]> {
  if ((await retractedLabels(store, asOf)).size === 0) return [];
  const root =
    'run' in subject ? subject.run : await latestProducer(store, subject.pointer.key, asOf);
  const roots = root === null ? [] : [root];
  const walk = await walkUpstream(store, roots, {
    asOf,
    depthMax: Number.MAX_SAFE_INTEGER,
    runsMax: UPSTREAM_MAX,
    rootDepth: 1,
  });
  const runs = await runsOf(store, walk.depths.keys(), asOf);
  const pointer = 'pointer' in subject ? { pointer: subject.pointer } : {};
  return taintAmong(store, { runs, edges: walk.edges, roots, ...pointer }, asOf);
}

/** One plain sentence a retracted label, for the reader of another question. */
export function taintNotes(
  taints: readonly TaintView[],
  runs: ReadonlyMap<string, RunRow>,
): readonly string[] {
  const components = new Map([...runs.values()].map((run) => [run.id, run.componentName]));
  return taints.map(({ label, retractedAt, reason, source, pointer }) => {
    const why = `retracted ${retractedAt}${reason === null ? '' : `, because: ${reason}`}`;
    if (source === null) return `${pointer} has the label ${label}, ${why}.`;
    const component = components.get(source);
    const run = `${component === undefined ? '' : `${component} `}run ${source}`;
    const how = pointer === null ? `${run} carries it` : `${run} read ${pointer}, which has it`;
    return `Reads data with the retracted label ${label}: ${how}; ${why}.`;
  });
}

interface Place {
  readonly source: string | null;
  readonly pointer: string | null;
  readonly chain: () => readonly string[];
}

interface Marks {
  /** Keys of the labels that each run carries. */
  readonly ofRuns: ReadonlyMap<string, readonly string[]>;
  /** Of each run the labels on what it read, by name of the pointer. */
  readonly ofInputs: ReadonlyMap<string, readonly InputLabelRow[]>;
}

/** Also of runs that are known by their child spans alone: what they read reached others already. */
async function marksOn(
  store: LineageStore,
  { edges, roots }: TaintedLineage,
  asOf: bigint,
): Promise<Marks> {
  const runs = [...new Set([...roots, ...edges.flatMap(({ from, to }) => [from, to])])];
  const inputs = new Map<string, InputLabelRow[]>();
  for (const row of await store.labels.ofInputs(runs, asOf)) {
    inputs.set(row.run, [...(inputs.get(row.run) ?? []), row]);
  }
  for (const rows of inputs.values()) rows.sort((a, b) => compareText(a.pointer, b.pointer));
  const labels = await store.labels.ofRuns(runs);
  return { ofRuns: byKey(labels.map(({ run, label }) => [run, label])), ofInputs: inputs };
}

/** The runs of a lineage, nearest first, each with the shortest way to it. */
function* upwards({
  runs,
  edges,
  roots,
}: TaintedLineage): Iterable<{ readonly run: string; readonly chain: () => readonly string[] }> {
  const upstream = byKey(edges.map(({ from, to }) => [from, to]));
  let level = [...new Set(roots)].sort(compareText);
  const cameFrom = new Map<string, string | null>(level.map((root) => [root, null]));
  while (level.length > 0) {
    const next: string[] = [];
    for (const key of level) {
      yield { run: key, chain: () => wayTo(key, cameFrom, runs) };
      for (const dependency of upstream.get(key) ?? []) {
        if (cameFrom.has(dependency)) continue;
        cameFrom.set(dependency, key);
        next.push(dependency);
      }
    }
    level = next.sort(compareText);
  }
}

function wayTo(
  run: string,
  cameFrom: ReadonlyMap<string, string | null>,
  runs: ReadonlyMap<string, RunRow>,
): readonly string[] {
  const ids: string[] = [];
  for (let key: string | null = run; key !== null; key = cameFrom.get(key) ?? null) {
    ids.push(runs.get(key)?.id ?? key);
  }
  return ids.reverse();
}

/** Values by key, in code point order. */
function byKey(pairs: readonly (readonly [string, string])[]): Map<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const [key, value] of pairs) {
    const known = found.get(key);
    if (known === undefined) found.set(key, new Set([value]));
    else known.add(value);
  }
  return new Map([...found].map(([key, values]) => [key, [...values].sort(compareText)]));
}
