import type { CompareAnswer, FactDifference, OnlyOn, Sides } from '../answers/compare-answer.ts';
import { compareText } from '../facts/keys.ts';
import { formatTime } from '../facts/time.ts';
import type {
  LineageStore,
  RunCode,
  RunDetailsRow,
  RunRow,
  TriggerRow,
  UnitMetricRow,
} from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { compareIo } from './compare-io.ts';
import { codeDiffers, compareUpstream } from './compare-upstream.ts';
import { metricsBy } from './metrics-by.ts';
import * as parameters from './parameters.ts';
import { runAsOf, runView } from './run-view.ts';
import { runNamed } from './subject.ts';
import { type RunWithContents, withContents } from './with-contents.ts';

const LIMIT = 1_000;

/** What differs between two runs and in what they were made from. */
export const compare: Question = {
  name: 'compare',
  summary: 'what differs between two runs: code, inputs, outputs, metrics, triggers, upstream',
  parameters: [
    parameters.positional('run', 'the id of a run, or a beginning that only one id has'),
    parameters.positional('other', 'the id of the run to compare it with'),
    { ...parameters.depth, describe: 'look at most this many steps upstream; default no limit' },
    {
      ...parameters.limit(LIMIT),
      describe: `at most this many differences of a kind; default ${LIMIT}`,
    },
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: askCompare,
};

async function askCompare(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<CompareAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const depthMax = parameters.numberOf(values, 'depth', Number.MAX_SAFE_INTEGER);
  const place = parameters.placeOf(values);
  const side = async (name: 'run' | 'other'): Promise<RunWithContents> => {
    const run = await runNamed(store, parameters.textOf(values, name), place);
    return withContents(store, runAsOf(run, asOf));
  };
  const a = await side('run');
  const b = await side('other');
  const details = { a: await store.runDetails(a.key), b: await store.runDetails(b.key) };
  const measured = metricsBy(asOf, await store.metricsWithUnits([a.key, b.key]));
  const upstream = await compareUpstream(store, a, b, { asOf, depthMax });
  const whole = {
    facts: facts(a, b, details),
    code: code(a, b, details),
    inputs: compareIo(a.inputs, b.inputs),
    outputs: compareIo(a.outputs, b.outputs),
    metrics: metrics(measured, a, b),
    triggers: triggers(details, asOf),
    slices: onlyOn(details, ({ slices }) => slices.map(({ key, value }) => `${key}=${value}`)),
    labels: onlyOn(details, ({ labels }) => labels),
    upstream: upstream.differences,
  };
  const cut = <T>(list: readonly T[]): readonly T[] => list.slice(0, limit);
  const most = Math.max(
    whole.inputs.differences.length,
    whole.outputs.differences.length,
    whole.metrics.length,
    whole.triggers.length,
    whole.upstream.length,
  );
  return {
    asOf: formatTime(asOf),
    a: runView(a, 0),
    b: runView(b, 0),
    same: isSame(whole),
    durationMs: { a: durationMs(a), b: durationMs(b) },
    ...whole,
    inputs: { ...whole.inputs, differences: cut(whole.inputs.differences) },
    outputs: { ...whole.outputs, differences: cut(whole.outputs.differences) },
    metrics: cut(whole.metrics),
    triggers: cut(whole.triggers),
    upstream: cut(whole.upstream),
    truncated: upstream.truncated || most > limit,
    notes: [
      ...(upstream.truncated ? ['Not everything upstream was looked at: raise --depth.'] : []),
      ...(most > limit ? ['There are more differences: raise --limit.'] : []),
    ],
  };
}

interface Details {
  readonly a: RunDetailsRow | null;
  readonly b: RunDetailsRow | null;
}

type Whole = Pick<
  CompareAnswer,
  | 'facts'
  | 'code'
  | 'inputs'
  | 'outputs'
  | 'metrics'
  | 'triggers'
  | 'slices'
  | 'labels'
  | 'upstream'
>;

function isSame(whole: Whole): boolean {
  const { facts: found, code: ran, inputs, outputs, slices, labels, upstream } = whole;
  return (
    found.length === 0 &&
    !ran.differs &&
    [inputs, outputs].every((io) => io.differences.every(({ change }) => change === 'unknown')) &&
    whole.metrics.every(({ a, b }) => a === b) &&
    whole.triggers.length === 0 &&
    [slices, labels].every(({ onlyA, onlyB }) => onlyA.length + onlyB.length === 0) &&
    upstream.length === 0
  );
}

function facts(a: RunRow, b: RunRow, details: Details): readonly FactDifference[] {
  const rows: readonly FactDifference[] = [
    { name: 'component', a: a.componentName, b: b.componentName },
    { name: 'namespace', a: a.namespace, b: b.namespace },
    { name: 'service', a: details.a?.service ?? null, b: details.b?.service ?? null },
    { name: 'environment', a: a.environment, b: b.environment },
    { name: 'state', a: a.state, b: b.state },
    { name: 'error', a: a.error, b: b.error },
  ];
  return rows.filter((row) => row.a !== row.b);
}

function code(a: RunCode, b: RunCode, details: Details): CompareAnswer['code'] {
  const sides = <T>(of: (row: NonNullable<RunDetailsRow['code']>) => T | null): Sides<T> => {
    const ofSide = (row: RunDetailsRow | null): T | null => {
      const ran = row?.code ?? null;
      return ran === null ? null : of(ran);
    };
    return { a: ofSide(details.a), b: ofSide(details.b) };
  };
  const text = sides((ran) => ran.text);
  return {
    version: { a: a.codeVersion, b: b.codeVersion },
    digest: sides((ran) => ran.digest),
    file: sides(({ file, line }) =>
      file === null ? null : `${file}${line === null ? '' : `:${line}`}`,
    ),
    textDiffers: text.a === null || text.b === null ? null : text.a !== text.b,
    differs: codeDiffers(a, b),
  };
}

function durationMs({ start, end }: RunRow): number | null {
  return end === null ? null : Number(end - start) / 1_000;
}

function metrics(rows: readonly UnitMetricRow[], a: RunRow, b: RunRow): CompareAnswer['metrics'] {
  const of = (run: RunRow) =>
    new Map(rows.filter((row) => row.run === run.key).map((row) => [row.name, row]));
  const left = of(a);
  const right = of(b);
  return [...new Set([...left.keys(), ...right.keys()])].sort(compareText).map((name) => {
    const on = { a: left.get(name)?.value ?? null, b: right.get(name)?.value ?? null };
    const difference = on.a === null || on.b === null ? Number.NaN : on.b - on.a;
    return {
      name,
      unit: (right.get(name) ?? left.get(name))?.unit ?? null,
      ...on,
      difference: Number.isFinite(difference) ? difference : null,
    };
  });
}

function triggers(details: Details, asOf: bigint): CompareAnswer['triggers'] {
  const of = (row: RunDetailsRow | null) =>
    new Map(
      (row?.triggers ?? [])
        .filter(({ at }) => at <= asOf)
        .map((trigger) => [JSON.stringify([trigger.phase, trigger.name]), trigger]),
    );
  const left = of(details.a);
  const right = of(details.b);
  const pair = (key: string) => {
    const a = left.get(key);
    const b = right.get(key);
    const known: TriggerRow | undefined = a ?? b;
    if (known === undefined) return [];
    const status = { a: a?.status ?? null, b: b?.status ?? null };
    const value = { a: a?.value ?? null, b: b?.value ?? null };
    if (status.a === status.b && value.a === value.b) return [];
    return [{ phase: known.phase, name: known.name, status, value }];
  };
  return [...new Set([...left.keys(), ...right.keys()])]
    .flatMap(pair)
    .sort((a, b) => compareText(b.phase, a.phase) || compareText(a.name, b.name));
}

function onlyOn(details: Details, of: (row: RunDetailsRow) => readonly string[]): OnlyOn {
  const a = new Set(details.a === null ? [] : of(details.a));
  const b = new Set(details.b === null ? [] : of(details.b));
  return {
    onlyA: [...a].filter((name) => !b.has(name)).sort(compareText),
    onlyB: [...b].filter((name) => !a.has(name)).sort(compareText),
  };
}
