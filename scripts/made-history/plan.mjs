// What a day of the made pipeline does: 32 runs that train a model, and each hour seven that renew the online features
// and 93 predictions. Binary joins keep every run at two inputs and one output.
const SECOND = 1_000_000n;
const SHARDS = 8;
const PREDICTIONS_PER_HOUR = 93;
/** Between the starts of two steps: longer than the longest step with its jitter. */
const STEP = 30n * SECOND;
const DURATION = 20n * SECOND;

const MODEL = 's3://models/price/model';
const ONLINE_FEATURES = 's3://lake/online/features';

const dated = (day, name) => `s3://lake/day=${String(day).padStart(5, '0')}/${name}`;

/** A step of the pipeline at a level: steps of one level run side by side. */
function step(level, component, reads, writes) {
  return { component, reads, writes, offset: BigInt(level) * STEP, duration: DURATION };
}

function training() {
  const steps = [];
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const sources = [`postgres://orders/public.part_${shard}`, `s3://vendor/prices/${shard}`];
    steps.push(
      step(
        0,
        'ingest',
        () => sources,
        (day) => [dated(day, `raw/${shard}`)],
      ),
    );
  }
  steps.push(...pairs(1, 'clean', 'raw', 'clean'), ...pairs(2, 'features', 'clean', 'features'));
  let level = 3;
  for (let width = SHARDS, from = 'features'; width > 1; width /= 2, level += 1) {
    const to = `joined-${width / 2}`;
    for (let index = 0; index < width / 2; index += 1) {
      const left = 2 * index;
      const name = from;
      steps.push(
        step(
          level,
          'features',
          (day) => [dated(day, `${name}/${left}`), dated(day, `${name}/${left + 1}`)],
          (day) => [dated(day, `${to}/${index}`)],
        ),
      );
    }
    from = to;
  }
  steps.push(
    step(
      level,
      'train',
      (day) => [dated(day, 'joined-1/0'), 's3://vendor/parameters'],
      () => [MODEL],
    ),
  );
  return steps;
}

/** Each shard reads its own part and its neighbour's. */
function pairs(level, component, from, to) {
  return Array.from({ length: SHARDS }, (_, shard) =>
    step(
      level,
      component,
      (day) => [dated(day, `${from}/${shard}`), dated(day, `${from}/${(shard + 1) % SHARDS}`)],
      (day) => [dated(day, `${to}/${shard}`)],
    ),
  );
}

function hourly() {
  const both = (name) => [`s3://lake/online/${name}/0`, `s3://lake/online/${name}/1`];
  const two = (level, component, reads, to) =>
    [0, 1].map((shard) =>
      step(
        level,
        component,
        () => reads(shard),
        () => [`s3://lake/online/${to}/${shard}`],
      ),
    );
  // After the day's training, which takes seven levels, so that a day's predictions read the day's model.
  const sources = (shard) => [`kafka://events/clicks-${shard}`, `kafka://events/carts-${shard}`];
  const steps = [
    ...two(7, 'ingest', sources, 'raw'),
    ...two(8, 'clean', () => both('raw'), 'clean'),
    ...two(9, 'features', () => both('clean'), 'part'),
    step(
      10,
      'features',
      () => both('part'),
      () => [ONLINE_FEATURES],
    ),
  ];
  for (let number = 0; number < PREDICTIONS_PER_HOUR; number += 1) {
    steps.push({
      component: 'infer',
      reads: () => [MODEL, ONLINE_FEATURES],
      writes: (_day, index) => [`prediction-${String(index).padStart(9, '0')}`],
      offset: 11n * STEP + BigInt(number) * 30n * SECOND,
      duration: SECOND / 50n,
    });
  }
  return steps;
}

export const PLAN = { training: training(), hourly: hourly() };
export const TRAINING_RUNS = PLAN.training.length;
export const RUNS_PER_HOUR = PLAN.hourly.length;
export const RUNS_PER_DAY = TRAINING_RUNS + 24 * RUNS_PER_HOUR;
