import type { AnnotationView, InspectAnswer, IoView } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type {
  AnnotationRow,
  ComponentRow,
  DependencyRow,
  IoRow,
  LineageStore,
  RunDetailsRow,
  RunRow,
} from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { edgeViews, runsOf } from './lineage-of.ts';
import { walkUpstream } from './lineage-walk.ts';
import { metricsBy } from './metrics-by.ts';
import * as parameters from './parameters.ts';
import { compareTriggers, runAsOf, runView, triggerView } from './run-view.ts';
import { stalenessOf } from './staleness.ts';
import { runNamed } from './subject.ts';
import { taintAmong } from './taint.ts';
import { type IoWithContent, type RunWithContents, withContents } from './with-contents.ts';

/** How many runs upstream are looked at for inherited staleness. */
const UPSTREAM_MAX = 1_000;

/** One run: code, inputs, outputs, metrics, trigger results, dependencies, staleness. */
export const inspect: Question = {
  name: 'inspect',
  summary: 'one run: code, inputs, outputs, metrics, trigger results, dependencies, staleness',
  parameters: [
    parameters.positional('run', 'the id of a run, or a beginning that only one id has'),
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: askInspect,
};

async function askInspect(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<InspectAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const known = await runNamed(store, parameters.textOf(values, 'run'), parameters.placeOf(values));
  const run = await withContents(store, runAsOf(known, asOf));
  const walk = await walkUpstream(store, [run.key], {
    asOf,
    depthMax: Number.MAX_SAFE_INTEGER,
    runsMax: UPSTREAM_MAX,
    rootDepth: 0,
  });
  const lineage = { runs: await runsOf(store, walk.depths.keys(), asOf), edges: walk.edges };
  const staleness = await stalenessOf(store, lineage, {
    asOf,
    ...parameters.stalenessRules(values),
    clock: 'atRun',
    inheritedBy: [run.key],
  });
  const details = await store.runDetails(run.key);
  const own = walk.edges.filter((edge) => edge.from === run.key);
  const annotations = await store.annotations(run.key);
  const metrics = metricsBy(asOf, await store.metricsWithUnits([run.key]));
  const flags = await store.flags(asOf);
  const flagged = new Set(flags.filter((flag) => flag.value).map((flag) => flag.pointer));
  const component = await componentOf(store, run);
  const changed = await changedOutside(store, run, own);
  return {
    asOf: formatTime(asOf),
    run: {
      ...runView(run, 0, staleness.get(run.key)),
      ...detailFields(details),
      codeVersion: run.codeVersion,
      owner: component?.owner ?? null,
      description: component?.description ?? null,
      tags: component?.tags ?? [],
      reads: [...run.inputs]
        .sort(compareIo)
        .map((io) => readView(io, own, lineage.runs, flagged, changed)),
      writes: [...run.outputs].sort(compareIo).map((io) => ioView(io, flagged)),
      metrics: metrics.map(({ name, value, unit }) => ({ name, value, unit })),
      triggers: (details?.triggers ?? [])
        .filter((trigger) => trigger.at <= asOf)
        .map(triggerView)
        .sort(compareTriggers),
      retracted: await taintAmong(store, { ...lineage, roots: [run.key] }, asOf),
      dependencies: edgeViews(own, lineage.runs),
      annotations: annotations
        .filter(({ at }) => at <= asOf)
        .sort(oldestFirst)
        .map(annotationView),
    },
  };
}

function detailFields(details: RunDetailsRow | null) {
  const code = details?.code ?? null;
  return {
    service: details?.service ?? null,
    traceId: details?.traceId ?? null,
    spanId: details?.spanId ?? null,
    code:
      code === null
        ? null
        : {
            digest: code.digest,
            file: code.file,
            line: code.line === null ? null : Number(code.line),
            text: code.text,
          },
    slices: [...(details?.slices ?? [])].sort(
      (a, b) => compareText(a.key, b.key) || compareText(a.value, b.value),
    ),
    labels: [...(details?.labels ?? [])].sort(compareText),
    partOf: [...(details?.partOf ?? [])].sort(compareText),
  };
}

async function componentOf(store: LineageStore, run: RunRow): Promise<ComponentRow | null> {
  const rows = await store.findComponents({ name: run.componentName, namespace: run.namespace });
  return rows[0] ?? null;
}

/** Inputs that somebody wrote, though none of the writers with the content that was read. */
async function changedOutside(
  store: LineageStore,
  run: RunWithContents,
  own: readonly DependencyRow[],
): Promise<ReadonlySet<string>> {
  const depended = new Set(own.map((edge) => edge.pointer));
  const orphans = run.inputs.filter((io) => !depended.has(io.pointer) && io.digest !== null);
  const queries = orphans.map((io) => ({ pointer: io.pointer, until: io.at ?? run.start }));
  const writers = await store.producers(queries, 1);
  return new Set(
    writers.filter((writer) => writer.run !== run.key).map((writer) => writer.pointer),
  );
}

function readView(
  io: IoWithContent,
  own: readonly DependencyRow[],
  runs: ReadonlyMap<string, RunRow>,
  flagged: ReadonlySet<string>,
  changed: ReadonlySet<string>,
): IoView {
  const edge = own.find(({ pointer }) => pointer === io.pointer);
  return {
    ...ioView(io, flagged),
    producer: edge === undefined ? null : (runs.get(edge.to)?.id ?? edge.to),
    changedOutside: changed.has(io.pointer),
  };
}

function ioView(io: IoWithContent, flagged: ReadonlySet<string>): IoView {
  return {
    pointer: io.name,
    type: io.type,
    flagged: flagged.has(io.pointer),
    at: io.at === null ? null : formatTime(io.at),
    digest: io.digest,
    rows: io.rows === null ? null : Number(io.rows),
    bytes: io.bytes === null ? null : Number(io.bytes),
  };
}

/** By name; two namespaces may have the same. */
function compareIo(a: IoRow, b: IoRow): number {
  return compareText(a.name, b.name) || compareText(a.pointer, b.pointer);
}

function oldestFirst(a: AnnotationRow, b: AnnotationRow): number {
  return compareBigInts(a.at, b.at) || compareText(a.id, b.id);
}

function annotationView({ kind, value, reason, by, at }: AnnotationRow): AnnotationView {
  return { kind, value, reason, by, at: formatTime(at) };
}
