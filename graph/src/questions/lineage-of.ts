import type { EdgeView } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import type { DependencyRow, LineageStore, RunRow } from '../lineage-store.ts';
import type { Walk } from './lineage-walk.ts';
import { runAsOf } from './run-view.ts';

/** The runs of a walk as they were at a time, by key. */
export async function runsOf(
  store: LineageStore,
  keys: Iterable<string>,
  asOf: bigint,
): Promise<ReadonlyMap<string, RunRow>> {
  const rows = await store.runs([...keys]);
  return new Map(rows.map((row) => [row.key, runAsOf(row, asOf)]));
}

/** Nearest first, then the later start, then the id. */
export function inWalkOrder(
  walk: Walk,
  runs: ReadonlyMap<string, RunRow>,
): readonly { readonly row: RunRow; readonly depth: number }[] {
  const found = [...walk.depths].flatMap(([key, depth]) => {
    const row = runs.get(key);
    return row === undefined ? [] : [{ row, depth }];
  });
  return found.sort(
    (a, b) =>
      a.depth - b.depth ||
      (a.row.start === b.row.start
        ? compareText(a.row.key, b.row.key)
        : a.row.start < b.row.start
          ? 1
          : -1),
  );
}

/** Edges by ids and names, in a fixed order. */
export function edgeViews(
  edges: readonly DependencyRow[],
  runs: ReadonlyMap<string, RunRow>,
): readonly EdgeView[] {
  const names = new Map<string, string>();
  for (const run of runs.values()) {
    for (const { pointer, name } of [...run.inputs, ...run.outputs]) names.set(pointer, name);
  }
  return edges
    .map(({ from, to, pointer }) => ({
      from: runs.get(from)?.id ?? from,
      to: runs.get(to)?.id ?? to,
      pointer: names.get(pointer) ?? pointer,
    }))
    .sort(
      (a, b) =>
        compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.pointer, b.pointer),
    );
}
