/** `retract` and `retracted`: labels whose data must not be used, and everything that it reached. */
import type { RetractAnswer, RetractedAnswer, RunTaintView } from '../answers/answers.ts';
import { compareText, keyOf } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type { RetractionRow } from '../label-store.ts';
import type { DependencyRow, LineageStore, RunRow } from '../lineage-store.ts';
import type { Command, ParameterValues, Question } from '../question.ts';
import { labelNamed } from './labels.ts';
import { runsOf } from './lineage-of.ts';
import * as parameters from './parameters.ts';
import { newestFirst, runView } from './run-view.ts';
import { factOf, said } from './said.ts';
import { type Reach, reachOf, retractedLabels } from './taint.ts';

const LIMIT = 1_000;
const EVER = 2n ** 62n;

/** Declares a label's data not to be used any more, or takes that back. */
export const retract: Command = {
  name: 'retract',
  summary: 'retract a label: what it is on must not be used, and who used it is told',
  writes: true,
  parameters: [
    parameters.positional('label', 'the label'),
    parameters.flag('undo', 'take the retraction back'),
    ...said,
    parameters.flag('unseen', 'accept a label that nothing carries yet'),
  ],
  ask: async (store, values, now): Promise<RetractAnswer> => {
    const name = parameters.textOf(values, 'label');
    const [known] = await store.labels.find([keyOf(name)]);
    if (known === undefined && !parameters.isSet(values, 'unseen')) await labelNamed(store, name);
    const fact = factOf(values, now, {
      kind: 'retraction',
      value: String(!parameters.isSet(values, 'undo')),
      about: { kind: 'label', label: name },
    });
    await store.write({ contributions: [], annotations: [fact] });
    // What counts after the write: an older statement than the newest one changes nothing.
    const state = (await store.labels.retractions(EVER)).find((row) => row.label === keyOf(name));
    return {
      label: name,
      retracted: state?.value ?? fact.value === 'true',
      reason: state?.reason ?? null,
      at: formatTime(state?.since ?? fact.at),
      known: known !== undefined,
    };
  },
};

/** Retracted labels and the runs that they reached, those that read after the retraction first. */
export const retracted: Question = {
  name: 'retracted',
  summary: 'retracted labels, and every run that read what they taint, before and after',
  parameters: [
    parameters.positional('label', 'only this label', false),
    parameters.limit(LIMIT),
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: askRetracted,
};

async function askRetracted(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<RetractedAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const wanted = parameters.optionalText(values, 'label');
  const only = wanted === undefined ? null : await labelNamed(store, wanted);
  const rows = [...(await retractedLabels(store, asOf)).values()]
    .filter(({ label }) => only === null || label === only.key)
    .sort((a, b) => compareBigInts(b.since, a.since) || compareText(a.name, b.name));
  const tainted = new Map<string, TaintedRun>();
  const labels: RetractedAnswer['labels'][number][] = [];
  let cut = false;
  for (const row of rows) {
    const reach = await reachOf(store, row.label, { asOf, runsMax: limit });
    const runs = await runsOf(store, reach.walk.depths.keys(), asOf);
    collect(tainted, row, reach, runs);
    cut ||= reach.walk.truncated;
    const { name, since, reason, by } = row;
    const pointers = reach.direct.length;
    labels.push({ name, since: formatTime(since), reason, by, runs: runs.size, pointers });
  }
  const { namespace, environment } = parameters.placeOf(values);
  const shown = [...tainted.values()]
    .filter(({ row }) => namespace === undefined || row.namespace === namespace)
    .filter(({ row }) => environment === undefined || row.environment === environment)
    .sort((a, b) => Number(isAfter(b)) - Number(isAfter(a)) || newestFirst(a.row, b.row));
  const truncated = cut || shown.length > limit;
  return {
    asOf: formatTime(asOf),
    labels,
    runs: shown
      .slice(0, limit)
      .map(({ row, depth, taints }) => ({ ...runView(row, depth), taints })),
    truncated,
    notes: [
      ...(only !== null && rows.length === 0 ? [`The label ${only.name} is not retracted.`] : []),
      ...(truncated ? ['Not every run that was reached is here: raise --limit.'] : []),
    ],
  };
}

interface TaintedRun {
  readonly row: RunRow;
  readonly depth: number;
  readonly taints: readonly RunTaintView[];
}

function isAfter({ taints }: TaintedRun): boolean {
  return taints.some(({ reached }) => reached === 'after');
}

function collect(
  tainted: Map<string, TaintedRun>,
  label: RetractionRow,
  { walk, direct }: Reach,
  runs: ReadonlyMap<string, RunRow>,
): void {
  const labelled = new Set(direct.map(({ pointer }) => pointer));
  const reads = new Map<string, DependencyRow[]>();
  for (const edge of walk.edges) {
    const known = reads.get(edge.from);
    if (known === undefined) reads.set(edge.from, [edge]);
    else known.push(edge);
  }
  for (const row of runs.values()) {
    const depth = walk.depths.get(row.key) ?? 0;
    const chain = chainOf(row.key, walk.depths, reads);
    const source = runs.get(chain.at(-1) ?? row.key);
    const times = [
      ...(reads.get(row.key) ?? []).map(({ at }) => at),
      ...row.inputs.flatMap(({ pointer, at }) =>
        at !== null && labelled.has(pointer) ? [at] : [],
      ),
    ];
    const last = times.reduce<bigint | null>(
      (most, at) => (most === null || at > most ? at : most),
      null,
    );
    const taint: RunTaintView = {
      label: label.name,
      reached: last === null ? 'source' : last < label.since ? 'before' : 'after',
      readAt: last === null ? null : formatTime(last),
      pointer: labelledInput(source, labelled),
      chain: chain.map((key) => runs.get(key)?.id ?? key),
    };
    const known = tainted.get(row.key);
    tainted.set(row.key, {
      row,
      depth: Math.min(depth, known?.depth ?? depth),
      taints: [...(known?.taints ?? []), taint],
    });
  }
}

/** From a run up to a source: at each step the first of the runs that are one step nearer to one. */
function chainOf(
  run: string,
  depths: ReadonlyMap<string, number>,
  reads: ReadonlyMap<string, readonly DependencyRow[]>,
): readonly string[] {
  const chain = [run];
  for (let depth = depths.get(run) ?? 1; depth > 1; depth -= 1) {
    const nearer = (reads.get(chain.at(-1) ?? run) ?? [])
      .map(({ to }) => to)
      .filter((to) => depths.get(to) === depth - 1)
      .sort(compareText)[0];
    if (nearer === undefined) break;
    chain.push(nearer);
  }
  return chain;
}

function labelledInput(source: RunRow | undefined, labelled: ReadonlySet<string>): string | null {
  const names = (source?.inputs ?? [])
    .filter(({ pointer }) => labelled.has(pointer))
    .map(({ name }) => name);
  return names.sort(compareText)[0] ?? null;
}
