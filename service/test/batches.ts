import type { LineageBatch, RunContribution } from '@spantrail/graph';

/** A run of one fact, as the span at `origin` of its request tells it. */
export function contribution(run: string, origin: number): RunContribution {
  return {
    origin,
    run,
    span: run,
    start: 1_700_000_000_000_000n,
    end: 1_700_000_001_000_000n,
    identity: {
      component: { namespace: '', name: 'train', description: null, owner: null, tags: [] },
      state: 'ok',
      service: null,
      environment: null,
      codeVersion: null,
      code: null,
      error: null,
    },
    inputs: [],
    outputs: [],
    metrics: [],
    triggers: [],
    slices: [],
    labels: [],
    parents: [],
    links: [],
  };
}

/** A request whose span at 0, 2, 4, … is one of these runs. */
export function batchOf(...runs: readonly string[]): LineageBatch {
  return {
    contributions: runs.map((run, index) => contribution(run, 2 * index)),
    annotations: [],
  };
}

export function runsOf({ contributions }: LineageBatch): readonly string[] {
  return contributions.map(({ run }) => run);
}
