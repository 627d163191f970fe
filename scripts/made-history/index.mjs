// A made history of a pipeline. Every run is a function of its position, the seed and the options alone: nothing is
// kept, a history can be walked from anywhere, and its local shape does not depend on its length.
import { hexOf, shareOf } from './mix.mjs';
import { PLAN, RUNS_PER_DAY, RUNS_PER_HOUR, TRAINING_RUNS } from './plan.mjs';

export const MADE_HISTORY_VERSION = 1;

const SECOND = 1_000_000n;
const HOUR = 3_600n * SECOND;
const DAY = 24n * HOUR;
const FIRST_DAY = 1_704_067_200_000_000n;
const NAMESPACE = 'shop';
const FLAG_WINDOW = 1_000;

/** See index.d.mts. */
export function madeHistory({
  runs,
  seed = 1,
  batchSize = 1_000,
  triggersPerRun = 0,
  plain = false,
  start = FIRST_DAY,
}) {
  const options = { seed, triggersPerRun, plain, start };
  const runAt = (index) => madeRun(index, options);

  function* batches(from = 0, until = runs) {
    for (let first = from; first < until; first += batchSize) {
      const size = Math.min(batchSize, until - first);
      const contributions = Array.from({ length: size }, (_, origin) => ({
        ...runAt(first + origin),
        origin,
      }));
      yield { contributions, annotations: [] };
    }
  }

  function* latestPredictionRuns() {
    for (let index = runs - 1; index >= 0; index -= 1) {
      if (placeOf(index).component === 'infer') yield runAt(index);
    }
  }

  return {
    runs,
    runAt,
    batches,
    namespace: NAMESPACE,
    components: ['ingest', 'clean', 'features', 'train', 'infer'],
    now: runAt(runs - 1).end + 60n * SECOND,
    latestPredictions: (count) =>
      take(latestPredictionRuns(), count).map((run) => run.outputs[0].pointer.name),
    flags: (count = 100) => flagsOf(take(latestPredictionRuns(), FLAG_WINDOW), count),
  };
}

/** Where in its day a run stands. */
function placeOf(index) {
  const day = Math.floor(index / RUNS_PER_DAY);
  const rest = index % RUNS_PER_DAY;
  if (rest < TRAINING_RUNS) return { ...PLAN.training[rest], day, hour: 0, slot: rest };
  const slot = (rest - TRAINING_RUNS) % RUNS_PER_HOUR;
  const hour = Math.floor((rest - TRAINING_RUNS) / RUNS_PER_HOUR);
  return { ...PLAN.hourly[slot], day, hour, slot };
}

function madeRun(index, { seed, triggersPerRun, plain, start: firstDay }) {
  const place = placeOf(index);
  const { component, day } = place;
  const share = (salt) => shareOf(seed, index, salt);
  const start =
    firstDay +
    BigInt(day) * DAY +
    BigInt(place.hour) * HOUR +
    place.offset +
    jitter(share('start'));
  const end = start + place.duration + jitter(share('end'));
  const failed = !plain && share('failed') < 0.004;
  const span = `${hexOf(seed, index, 'trace', 32)}:${hexOf(seed, index, 'span', 16)}`;
  return {
    origin: 0,
    run: span,
    span,
    start,
    end,
    identity: {
      component: componentOf(component),
      state: failed ? 'failed' : 'ok',
      service: component === 'infer' ? 'predictions' : 'pipeline',
      environment: 'production',
      codeVersion: hexOf(seed, Math.floor(day / 7), component, 40),
      code: plain ? null : codeOf(seed, day, component),
      error: failed ? 'TimeoutError' : null,
    },
    inputs: place.reads(day).map((name) => ioOf(name, digestAt(seed, place, name))),
    outputs: place
      .writes(day, index)
      .map((name) => ioOf(name, component === 'infer' ? null : digestAt(seed, place, name))),
    metrics: plain ? [] : metricsOf(component, share),
    triggers: plain ? [] : triggersOf(component, share, triggersPerRun),
    slices: plain || component !== 'infer' ? [] : slicesOf(share),
    labels: [],
    parents: [],
    links: [],
  };
}

// Under the gap between two steps of the pipeline, so that a step always starts after the one it reads from.
function jitter(share) {
  return BigInt(Math.floor(share * 1_000_000));
}

function componentOf(name) {
  const owner = name === 'infer' ? 'serving' : 'data';
  const description = `The ${name} step of the made history.`;
  return { namespace: NAMESPACE, name, description, owner, tags: ['made', owner] };
}

function codeOf(seed, day, component) {
  const week = Math.floor(day / 7);
  const text = `export function ${component}() {} // week ${week}`;
  const digest = `sha256:${hexOf(seed, week, `code ${component}`, 64)}`;
  return { digest, text, file: `${component}.ts`, line: 1n };
}

function ioOf(name, digest) {
  return {
    pointer: { namespace: NAMESPACE, name, type: null },
    digest,
    rows: null,
    bytes: null,
    at: null,
  };
}

// The content of a pointer changes with each period that it is written in: a day, or an hour when it is online.
function digestAt(seed, { day, hour }, name) {
  const period = name.includes('/online/') ? day * 24 + hour : day;
  return `sha256:${hexOf(seed, period, name, 64)}`;
}

function metricsOf(component, share) {
  const metric = (name, value, unit = null) => ({ name, value, unit });
  if (component === 'train') {
    return [metric('accuracy', 0.85 + share('accuracy') / 10), metric('loss', share('loss') / 2)];
  }
  if (component === 'infer') return [metric('latency', 5 + 20 * share('latency'), 'ms')];
  return [metric('rows', Math.floor(share('rows') * 10_000))];
}

function triggersOf(component, share, more) {
  const triggers = [];
  if (component === 'train') triggers.push(triggerOf('accuracy-floor', share('floor'), 0.05));
  if (component === 'clean') triggers.push(triggerOf('schema', share('schema'), 0.02));
  if (component === 'infer' && share('checked') < 0.02)
    triggers.push(triggerOf('input-range', share('range'), 0.2));
  for (let number = 0; number < more; number += 1)
    triggers.push(triggerOf(`check-${number}`, share(`check ${number}`), 0.01));
  return triggers;
}

function triggerOf(name, value, failing) {
  const status = value < failing ? 'fail' : value < failing * 2 ? 'warn' : 'pass';
  const message = status === 'pass' ? null : `${name} is ${value.toFixed(3)}`;
  return { phase: 'after_run', name, status, message, value, threshold: failing };
}

function slicesOf(share) {
  return [
    { key: 'region', value: pick(['eu', 'us', 'apac'], share('region')) },
    { key: 'tier', value: pick(['free', 'free', 'free', 'paid'], share('tier')) },
  ];
}

function pick(values, share) {
  return values[Math.floor(share * values.length)];
}

/** Those of the slice that is wrong, then others until there are enough. */
function flagsOf(predictions, count) {
  const isWrong = (run) =>
    run.slices.some(({ value }) => value === 'eu') &&
    run.slices.some(({ value }) => value === 'paid');
  const chosen = [...predictions.filter(isWrong), ...predictions.filter((run) => !isWrong(run))];
  return chosen.slice(0, count).map((run) => ({
    origin: null,
    id: `flag of ${run.outputs[0].pointer.name}`,
    kind: 'flag',
    about: { kind: 'pointer', pointer: run.outputs[0].pointer },
    value: 'true',
    reason: 'wrong price',
    by: 'support',
    at: run.end + 30n * SECOND,
  }));
}

function take(values, count) {
  const taken = [];
  for (const value of values) {
    if (taken.length === count) break;
    taken.push(value);
  }
  return taken;
}
