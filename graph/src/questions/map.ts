import type { MapAnswer, MapEdge, MapNode } from '../answers/map-answer.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type { ComponentRow, DependencyRow, LineageStore, RunRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { runsOf } from './lineage-of.ts';
import * as parameters from './parameters.ts';
import { newestFirst } from './run-view.ts';
import { stalenessOf } from './staleness.ts';
import { componentNamed } from './subject.ts';

const LIMIT = 200;
const LAST_RUNS = 50;
const POINTERS_SHOWN_MAX = 3;

/** The components, and which made what which read. */
export const map: Question = {
  name: 'map',
  summary: 'the component graph, with failure and stale shares over the last runs of each',
  parameters: [
    {
      name: 'runs',
      type: 'integer',
      required: false,
      positional: false,
      describe: `how many of its last runs a component is judged by; default ${LAST_RUNS}`,
      min: 1,
      max: 1_000,
    },
    {
      ...parameters.focus,
      describe: 'only this component and what is up- or downstream of it',
    },
    { ...parameters.limit(LIMIT), describe: `at most this many components; default ${LIMIT}` },
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.asOf,
    { ...parameters.namespace, describe: 'only the components of this namespace' },
    parameters.environment,
  ],
  ask: askMap,
};

async function askMap(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<MapAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const { namespace, environment } = parameters.placeOf(values);
  const focusName = parameters.optionalText(values, 'focus');
  const focus = focusName === undefined ? null : await componentNamed(store, focusName, namespace);
  const components = await store.findComponents(namespace === undefined ? {} : { namespace });
  // Asked of a time or place, a component without a run then or there is not there.
  const mustHaveRun = values.has('as-of') || environment !== undefined;
  const parts: Part[] = [];
  for (const component of components) {
    const part = await partOf(store, component, values, asOf);
    if (part.node.runs > 0 || !mustHaveRun) parts.push(part);
  }
  const edges = parts.flatMap((part) => part.edges);
  const meant = focus === null ? parts : connected(parts, edges, focus.key);
  const shown = [...meant].sort(latestFirst(focus?.key ?? null)).slice(0, limit);
  const ids = new Set(shown.map(({ node }) => node.id));
  const among = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const outside = edges.filter(({ from, to }) => ids.has(from) && !ids.has(to)).length;
  const cut = meant.length - shown.length;
  return {
    asOf: formatTime(asOf),
    lastRuns: parameters.numberOf(values, 'runs', LAST_RUNS),
    focus: focus?.key ?? null,
    nodes: shown.map(({ node }) => node).sort(byName),
    edges: among.sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to)),
    leftOut: parts.length - shown.length,
    truncated: cut > 0,
    notes: [
      ...(cut > 0 ? [`${cut} more components, those that ran longest ago: raise --limit.`] : []),
      ...(outside > 0 ? [`${outside} edges lead to components that are not shown.`] : []),
    ],
  };
}

interface Part {
  readonly node: MapNode;
  /** What its last runs read from whom. */
  readonly edges: readonly MapEdge[];
  readonly lastStart: bigint | null;
}

/** One component by its last runs; what was loaded for it is let go with the next. */
async function partOf(
  store: LineageStore,
  component: ComponentRow,
  values: ParameterValues,
  asOf: bigint,
): Promise<Part> {
  const runsMax = parameters.numberOf(values, 'runs', LAST_RUNS);
  const environment = parameters.optionalText(values, 'environment');
  const keys = await store.componentRuns({
    component: component.key,
    asOf,
    limit: runsMax + 1,
    ...(environment === undefined ? {} : { environment }),
  });
  const found = [...(await runsOf(store, keys, asOf)).values()].sort(newestFirst);
  const rows = found.slice(0, runsMax);
  const own = new Map(rows.map((row) => [row.key, row]));
  const dependencies = await store.dependencies([...own.keys()], asOf);
  const producers = await runsOf(store, new Set(dependencies.map(({ to }) => to)), asOf);
  const staleness = await stalenessOf(
    store,
    { runs: new Map([...producers, ...own]), edges: dependencies },
    { asOf, ...parameters.stalenessRules(values), clock: 'atRun', inheritedBy: [] },
  );
  const failed = rows.filter(({ state }) => state === 'failed').length;
  const stale = rows.filter(({ key }) => (staleness.get(key)?.stale.length ?? 0) > 0).length;
  const share = (count: number): number | null => (rows.length === 0 ? null : count / rows.length);
  const [last] = rows;
  const { key, name, namespace, owner } = component;
  return {
    node: {
      id: key,
      component: name,
      namespace,
      owner,
      runs: rows.length,
      moreRuns: found.length > rows.length,
      failed,
      failedShare: share(failed),
      stale,
      staleShare: share(stale),
      lastRun:
        last === undefined
          ? null
          : { id: last.id, state: last.state, start: formatTime(last.start) },
    },
    edges: edgesOf(key, dependencies, own, producers),
    lastStart: last?.start ?? null,
  };
}

function edgesOf(
  from: string,
  dependencies: readonly DependencyRow[],
  own: ReadonlyMap<string, RunRow>,
  producers: ReadonlyMap<string, RunRow>,
): readonly MapEdge[] {
  const tallies = new Map<string, Map<string, { readonly name: string; count: number }>>();
  for (const edge of dependencies) {
    const to = producers.get(edge.to)?.component;
    if (to === undefined) continue;
    const tally = tallies.get(to) ?? new Map<string, { name: string; count: number }>();
    tallies.set(to, tally);
    const known = tally.get(edge.pointer);
    if (known !== undefined) known.count += 1;
    else tally.set(edge.pointer, { name: nameOf(edge, own), count: 1 });
  }
  return [...tallies].map(([to, tally]) => {
    const read = [...tally.values()].sort(
      (a, b) => b.count - a.count || compareText(a.name, b.name),
    );
    return {
      from,
      to,
      count: read.reduce((sum, { count }) => sum + count, 0),
      pointers: read.slice(0, POINTERS_SHOWN_MAX).map(({ name }) => name),
      pointerCount: read.length,
    };
  });
}

function nameOf({ from, pointer }: DependencyRow, own: ReadonlyMap<string, RunRow>): string {
  return own.get(from)?.inputs.find((input) => input.pointer === pointer)?.name ?? pointer;
}

/** A component with everything that it is made from, and everything that is made from it. */
function connected(
  parts: readonly Part[],
  edges: readonly MapEdge[],
  focus: string,
): readonly Part[] {
  const kept = new Set([
    ...reached(focus, edges, ({ from, to }) => [from, to]),
    ...reached(focus, edges, ({ from, to }) => [to, from]),
  ]);
  return parts.filter(({ node }) => kept.has(node.id));
}

function reached(
  start: string,
  edges: readonly MapEdge[],
  stepOf: (edge: MapEdge) => readonly [here: string, there: string],
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const [here, there] = stepOf(edge);
    const known = next.get(here);
    if (known === undefined) next.set(here, [there]);
    else known.push(there);
  }
  const found = new Set([start]);
  // A set yields what is added while it is walked, which makes it the queue as well.
  for (const id of found) for (const other of next.get(id) ?? []) found.add(other);
  return found;
}

/** What a limit keeps: the focus, then those that ran last. */
function latestFirst(focus: string | null): (a: Part, b: Part) => number {
  return (a, b) =>
    Number(b.node.id === focus) - Number(a.node.id === focus) ||
    compareBigInts(b.lastStart ?? -(2n ** 62n), a.lastStart ?? -(2n ** 62n)) ||
    byName(a.node, b.node);
}

function byName(a: MapNode, b: MapNode): number {
  return compareText(a.namespace, b.namespace) || compareText(a.component, b.component);
}
