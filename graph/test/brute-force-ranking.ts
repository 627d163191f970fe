/** `review` and `slice` in the plainest way: every trace walked by itself, every count counted by hand. */
import type { BruteForce, BruteRun } from './brute-force.ts';
import { keyOfPointer } from './brute-force.ts';
import type { Arrival } from './random-facts.ts';

export interface BruteRanking {
  /** Outputs on either side. */
  suspects: number;
  baseline: number;
  /** By run id, component name, and `version` or `digest` with the text: counts on either side. */
  runs: Record<string, [count: number, baselineCount: number]>;
  components: Record<string, [count: number, baselineCount: number]>;
  codes: Record<string, [count: number, baselineCount: number]>;
}

interface Write {
  run: string;
  pointer: string;
}

/** Pointer keys whose newest flag at a time says that they are wrong. */
function flaggedAt(arrivals: readonly Arrival[], at: bigint): Set<string> {
  const facts = arrivals.flatMap((item) =>
    item.kind === 'annotation' && item.fact.kind === 'flag' && item.fact.about.kind === 'pointer'
      ? [{ ...item.fact, key: keyOfPointer(item.fact.about.pointer) }]
      : [],
  );
  const flagged = new Set<string>();
  for (const key of new Set(facts.map((fact) => fact.key))) {
    // One id about one pointer is one fact: its latest statement, whenever is asked.
    const ids = new Set(facts.filter((fact) => fact.key === key).map(({ id }) => id));
    const stated = [...ids].map(
      (id) =>
        facts
          .filter((fact) => fact.key === key && fact.id === id)
          .sort((a, b) => Number(b.at - a.at) || (a.value < b.value ? 1 : -1))[0],
    );
    const [newest] = stated
      .flatMap((fact) => (fact === undefined || fact.at > at ? [] : [fact]))
      .sort((a, b) => Number(b.at - a.at) || (a.id < b.id ? 1 : -1));
    if (newest?.value === 'true') flagged.add(key);
  }
  return flagged;
}

export function bruteReview(
  brute: BruteForce,
  arrivals: readonly Arrival[],
  at: bigint,
  depthMax = 1_000,
): BruteRanking {
  const flagged = flaggedAt(arrivals, at);
  const suspects = [...flagged].flatMap((pointer) => {
    const run = brute.producerFor(pointer, at, null, null);
    return run === null ? [] : [{ run, pointer }];
  });
  const others = writesAt(brute, at).filter(({ pointer }) => !flagged.has(pointer));
  return rank(brute, suspects, others, at, depthMax);
}

/** A slice of all writes of the runs that a test picks. */
export function bruteSlice(
  brute: BruteForce,
  arrivals: readonly Arrival[],
  inside: (run: BruteRun) => boolean,
  at: bigint,
  depthMax = 1_000,
): BruteRanking {
  const flagged = flaggedAt(arrivals, at);
  const isIn = ({ run }: Write) => inside(brute.runs.get(run) as BruteRun);
  const writes = writesAt(brute, at);
  const others = writes.filter((write) => !isIn(write) && !flagged.has(write.pointer));
  return rank(brute, writes.filter(isIn), others, at, depthMax);
}

/** A slice of the pointers of a list, each as it stood. */
export function bruteSliceOfPointers(
  brute: BruteForce,
  arrivals: readonly Arrival[],
  pointers: ReadonlySet<string>,
  at: bigint,
): BruteRanking {
  const flagged = flaggedAt(arrivals, at);
  const suspects = [...pointers].flatMap((pointer) => {
    const run = brute.producerFor(pointer, at, null, null);
    return run === null || !brute.runs.get(run)?.visible ? [] : [{ run, pointer }];
  });
  const others = writesAt(brute, at).filter(
    ({ pointer }) => !pointers.has(pointer) && !flagged.has(pointer),
  );
  return rank(brute, suspects, others, at, 1_000);
}

function writesAt(brute: BruteForce, at: bigint): Write[] {
  return [...brute.runs.values()].flatMap((run) =>
    run.visible && run.start <= at
      ? [...run.outputs].flatMap(([pointer, io]) =>
          io.at !== null && io.at <= at ? [{ run: run.id, pointer }] : [],
        )
      : [],
  );
}

function rank(
  brute: BruteForce,
  suspects: readonly Write[],
  others: readonly Write[],
  at: bigint,
  depthMax: number,
): BruteRanking {
  const componentOf = (write: Write) => brute.runs.get(write.run)?.component;
  const components = new Set(suspects.map(componentOf));
  const baseline = others.filter((write) => components.has(componentOf(write)));
  const answer: BruteRanking = {
    suspects: suspects.length,
    baseline: baseline.length,
    runs: {},
    components: {},
    codes: {},
  };
  const count = (writes: readonly Write[], side: 0 | 1): void => {
    for (const { run } of writes) {
      const trace = [...brute.walk([run], at, 'up', 1)]
        .filter(([, depth]) => depth <= depthMax)
        .map(([id]) => brute.runs.get(id) as BruteRun)
        .filter(({ visible }) => visible);
      add(answer.runs, new Set(trace.map(({ id }) => id)), side);
      add(answer.components, new Set(trace.map(({ component }) => component)), side);
      add(answer.codes, new Set(trace.flatMap(codeOf)), side);
    }
  };
  count(suspects, 0);
  count(baseline, 1);
  for (const counts of [answer.runs, answer.components, answer.codes]) {
    for (const [name, [seen]] of Object.entries(counts)) if (seen === 0) delete counts[name];
  }
  return answer;
}

function codeOf({ codeVersion, codeDigest }: BruteRun): string[] {
  if (codeVersion !== null) return [`version ${codeVersion}`];
  return codeDigest === null ? [] : [`digest ${codeDigest}`];
}

function add(
  counts: Record<string, [number, number]>,
  names: ReadonlySet<string>,
  side: 0 | 1,
): void {
  for (const name of names) {
    const pair = counts[name] ?? [0, 0];
    pair[side] += 1;
    counts[name] = pair;
  }
}
