import type { RunView, TraceAnswer } from '@spantrail/graph';

/** Inputs that no run is known to have written, with the ids of their readers. */
export function rawSources(answer: TraceAnswer): ReadonlyMap<string, readonly string[]> {
  const made = new Set(answer.edges.map(({ from, pointer }) => JSON.stringify([from, pointer])));
  const sources = new Map<string, string[]>();
  for (const run of answer.runs) {
    if (mayBeCut(answer, run)) continue;
    for (const pointer of run.inputs) {
      if (made.has(JSON.stringify([run.id, pointer]))) continue;
      sources.set(pointer, [...(sources.get(pointer) ?? []), run.id]);
    }
  }
  return sources;
}

/** Runs whose producers the answer may not hold: any under a focus, the outermost of a cut answer. */
export function mayBeCut(answer: TraceAnswer, run: RunView): boolean {
  if (answer.leftOut > 0) return true;
  if (!answer.truncated) return false;
  return run.depth >= answer.runs.reduce((most, { depth }) => Math.max(most, depth), 0);
}
