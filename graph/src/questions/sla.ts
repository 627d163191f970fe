import type { SlaAnswer, SlaState, SlaTrend } from '../answers/sla-answer.ts';
import { UsageError } from '../errors.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore, MetricRow } from '../lineage-store.ts';
import type { Parameter, ParameterValues, Question } from '../question.ts';
import { runsOf } from './lineage-of.ts';
import { metricsBy } from './metrics-by.ts';
import { nearestNames } from './nearest-names.ts';
import * as parameters from './parameters.ts';
import { runView } from './run-view.ts';
import { componentNamed } from './subject.ts';

const LIMIT = 20;
const WINDOW_DAYS = 7;
const MIN_RUNS = 3;
/** With at least this share of runs outside the bound, a mean inside it is at risk. */
const RISK_SHARE = 0.1;
const STEADY_SHARE = 0.01;
/** The latest runs of a window that are evaluated. */
const RUNS_MAX = 10_000;
const RUNS_A_QUERY = 1_000;
const MICROSECONDS_A_DAY = 86_400_000_000;

const bound = (name: string, describe: string): Parameter => ({
  name,
  type: 'number',
  required: false,
  positional: false,
  describe,
});

/** A metric against its objective over the runs of a window. */
export const sla: Question = {
  name: 'sla',
  summary: 'whether a metric of a component keeps its objective, over the runs of the last days',
  parameters: [
    parameters.positional('component', 'the name of a component'),
    parameters.positional('metric', 'the name of one of its metrics'),
    bound('at-least', 'the objective: the mean is this or more'),
    bound('at-most', 'the objective: the mean is this or less'),
    {
      ...bound('window-days', `runs that started in the last days; default ${WINDOW_DAYS}`),
      min: 0,
      max: 36_500,
    },
    {
      ...bound('min-runs', `fewer measurements say nothing; default ${MIN_RUNS}`),
      type: 'integer',
      min: 1,
      max: RUNS_MAX,
    },
    { ...parameters.limit(LIMIT), describe: `at most this many runs outside; default ${LIMIT}` },
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: askSla,
};

async function askSla(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<SlaAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const objective = objectiveOf(values);
  const { namespace, environment } = parameters.placeOf(values);
  const metric = parameters.textOf(values, 'metric');
  const name = parameters.textOf(values, 'component');
  const component = await componentNamed(store, name, namespace);
  const days = parameters.numberOf(values, 'window-days', WINDOW_DAYS);
  const since = asOf - BigInt(Math.round(days * MICROSECONDS_A_DAY));
  const keys = await store.componentRuns({
    component: component.key,
    asOf,
    since,
    limit: RUNS_MAX + 1,
    ...(environment === undefined ? {} : { environment }),
  });
  const all = await measurementsOf(store, keys.slice(0, RUNS_MAX), asOf);
  const measured = all.filter((row) => row.name === metric).sort(oldestFirst);
  const numbers = measured.map(({ value }) => value);
  const isOutside = (value: number): boolean =>
    objective.kind === 'atLeast' ? value < objective.bound : value > objective.bound;
  const outside = measured.filter(({ value }) => isOutside(value)).reverse();
  const minRuns = parameters.numberOf(values, 'min-runs', MIN_RUNS);
  const trend = trendOf(numbers, objective.kind);
  const names = [...new Set(all.map((row) => row.name))].sort(compareText);
  const facts: Facts = { numbers, outside: outside.length, trend, minRuns, isOutside };
  const verdict = verdictOf(facts, { windowRuns: keys.length, metric, names });
  const cut = keys.length > RUNS_MAX;
  return {
    asOf: formatTime(asOf),
    component: component.name,
    namespace: component.namespace,
    metric,
    unit: await unitOf(store, measured.at(-1)),
    objective,
    ...verdict,
    value: mean(numbers),
    n: numbers.length,
    windowRuns: Math.min(keys.length, RUNS_MAX),
    window: { from: formatTime(since), to: formatTime(asOf), days },
    minRuns,
    least: numbers.length === 0 ? null : leastOf(numbers),
    greatest: numbers.length === 0 ? null : greatestOf(numbers),
    outside: outside.length,
    outsideShare: numbers.length === 0 ? null : outside.length / numbers.length,
    trend,
    runs: await viewsOf(store, outside.slice(0, limit), asOf),
    truncated: cut || outside.length > limit,
    notes: [
      ...(cut ? [`Only the latest ${RUNS_MAX} runs of the window were looked at.`] : []),
      ...(outside.length > limit ? [`${outside.length - limit} more runs: raise --limit.`] : []),
    ],
  };
}

function objectiveOf(values: ParameterValues): SlaAnswer['objective'] {
  const atLeast = values.get('at-least');
  const atMost = values.get('at-most');
  if (typeof atLeast === 'number' && atMost === undefined)
    return { kind: 'atLeast', bound: atLeast };
  if (typeof atMost === 'number' && atLeast === undefined) return { kind: 'atMost', bound: atMost };
  throw new UsageError('sla takes --at-least or --at-most, and not both.', 'at-least');
}

/** As they were known at the time, in chunks; a value that is no finite number is no measurement. */
async function measurementsOf(
  store: LineageStore,
  keys: readonly string[],
  asOf: bigint,
): Promise<readonly MetricRow[]> {
  const found: MetricRow[] = [];
  for (let start = 0; start < keys.length; start += RUNS_A_QUERY) {
    const rows = metricsBy(asOf, await store.metrics(keys.slice(start, start + RUNS_A_QUERY)));
    for (const row of rows) if (Number.isFinite(row.value)) found.push(row);
  }
  return found;
}

/** As the metric was last measured. */
async function unitOf(store: LineageStore, last: MetricRow | undefined): Promise<string | null> {
  if (last === undefined) return null;
  const rows = await store.metricsWithUnits([last.run]);
  const same = rows.find(
    ({ name, component }) => name === last.name && component === last.component,
  );
  return same?.unit ?? null;
}

interface Facts {
  /** In order of time. */
  readonly numbers: readonly number[];
  readonly outside: number;
  readonly trend: SlaTrend;
  readonly minRuns: number;
  readonly isOutside: (value: number) => boolean;
}

interface Place {
  readonly windowRuns: number;
  readonly metric: string;
  /** Metrics that the window's runs measured. */
  readonly names: readonly string[];
}

function verdictOf(facts: Facts, place: Place): { state: SlaState; reason: string } {
  const { numbers, outside, trend, minRuns, isOutside } = facts;
  const n = numbers.length;
  const value = mean(numbers);
  if (n < minRuns || value === null) return { state: 'unknown', reason: tooFew(n, minRuns, place) };
  const share = `${outside} of ${n} runs are outside the bound`;
  if (isOutside(value))
    return { state: 'breached', reason: `The mean is outside the bound; ${share}.` };
  if (outside / n >= RISK_SHARE) {
    return { state: 'atRisk', reason: `The mean is inside the bound, but ${share}.` };
  }
  if (trend.later !== null && isOutside(trend.later)) {
    const reason = 'The mean is inside the bound, that of the later half of the runs is not.';
    return { state: 'atRisk', reason };
  }
  return { state: 'ok', reason: `The mean is inside the bound; ${share}.` };
}

function tooFew(n: number, minRuns: number, { windowRuns, metric, names }: Place): string {
  if (windowRuns === 0) return 'No run started in the window.';
  if (n > 0)
    return `Only ${n} of the ${minRuns} runs that it takes measured ${metric} in the window.`;
  const near = nearestNames(metric, names, 3);
  const known = near.length > 0 ? near : names.slice(0, 3);
  const hint = known.length === 0 ? '' : ` They measured ${known.join(', ')}.`;
  return `No run of the window measured ${metric}.${hint}`;
}

function trendOf(numbers: readonly number[], kind: 'atLeast' | 'atMost'): SlaTrend {
  const half = Math.floor(numbers.length / 2);
  const earlier = mean(numbers.slice(0, half));
  const later = mean(numbers.slice(half));
  if (earlier === null || later === null)
    return { earlier: null, later: null, direction: 'unknown' };
  const greater = Math.max(Math.abs(earlier), Math.abs(later));
  if (Math.abs(later - earlier) <= STEADY_SHARE * greater) {
    return { earlier, later, direction: 'steady' };
  }
  const better = kind === 'atLeast' ? later > earlier : later < earlier;
  return { earlier, later, direction: better ? 'improving' : 'worsening' };
}

/**
 * Divided before they are summed, since a sum of huge values is no number; and kept between the least and
 * the greatest, so that rounding never takes a mean of equal values over a bound.
 */
function mean(numbers: readonly number[]): number | null {
  const n = numbers.length;
  if (n === 0) return null;
  const value = numbers.reduce((sum, one) => sum + one / n, 0);
  return Math.min(greatestOf(numbers), Math.max(leastOf(numbers), value));
}

function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}

function greatestOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}

function oldestFirst(a: MetricRow, b: MetricRow): number {
  return compareBigInts(a.at, b.at) || compareText(a.run, b.run);
}

async function viewsOf(
  store: LineageStore,
  rows: readonly MetricRow[],
  asOf: bigint,
): Promise<SlaAnswer['runs']> {
  const runs = await runsOf(
    store,
    rows.map(({ run }) => run),
    asOf,
  );
  return rows.flatMap(({ run, value }) => {
    const row = runs.get(run);
    return row === undefined ? [] : [{ ...runView(row, 0), value }];
  });
}
