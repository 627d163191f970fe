import type { LineageBatch, OrphanContribution, RunContribution } from './lineage-batch.ts';

/** How many facts a batch holds: runs, inputs, outputs, metrics, … and annotations. What its write costs follows it. */
export function factCount({ contributions, orphans = [], annotations }: LineageBatch): number {
  const spans = [...contributions, ...orphans];
  return spans.reduce((sum, each) => sum + factsOf(each), annotations.length);
}

export function factsOf(said: RunContribution | OrphanContribution): number {
  const { inputs, outputs, triggers, slices, labels } = said;
  const ofRun = 'run' in said ? [said.metrics, said.parents, said.links] : [];
  const lists = [inputs, outputs, triggers, slices, labels, ...ofRun];
  return lists.reduce((sum, list) => sum + list.length, 1);
}
