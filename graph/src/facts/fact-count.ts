import type { LineageBatch, RunContribution } from './lineage-batch.ts';

/** How many facts a batch holds: runs, inputs, outputs, metrics, … and annotations. What its write costs follows it. */
export function factCount({ contributions, annotations }: LineageBatch): number {
  return contributions.reduce((sum, each) => sum + factsOf(each), annotations.length);
}

export function factsOf(contribution: RunContribution): number {
  const { inputs, outputs, metrics, triggers, slices, labels, parents, links } = contribution;
  const lists = [inputs, outputs, metrics, triggers, slices, labels, parents, links];
  return lists.reduce((sum, list) => sum + list.length, 1);
}
