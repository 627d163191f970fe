import type { EdgeView, ImpactAnswer, RunView, TraceAnswer } from '@spantrail/graph';
import { namesIn } from '../present/look.ts';
import { rawSources } from '../present/raw-sources.ts';
import { someOf } from '../text/figures.ts';
import { type Arrow, type Drawing, type DrawnNode, type Look, shortened } from './drawing.ts';

/** Pointers named on one arrow; the rest is counted. */
const POINTERS_ON_ARROW = 3;

/** Runs as boxes from their sources to the asked pointer; inputs that no run wrote stand before them. */
export function drawTrace(answer: TraceAnswer): Drawing {
  const pictures = runPictures(answer.runs);
  const asked = {
    ...pointerNode('asked', answer.pointer, answer.flagged ? 'failed' : 'plain'),
    lines: [shortened(answer.pointer), ...(answer.flagged ? ['FLAGGED'] : [])],
  };
  const made = answer.producer.run === null ? undefined : pictures.ids.get(answer.producer.run);
  const sources = rawSources(answer);
  const sourceIds = new Map([...sources.keys()].map((name, index) => [name, `p${index + 1}`]));
  return {
    nodes: [
      ...[...sourceIds].map(([name, id]) => pointerNode(id, name, 'plain')),
      ...pictures.nodes,
      asked,
    ],
    arrows: [
      ...[...sources].flatMap(([name, readers]) =>
        readers.flatMap((reader) => arrow(sourceIds.get(name), pictures.ids.get(reader), '')),
      ),
      ...arrowsAlong(answer.edges, pictures.ids),
      ...arrow(made, asked.id, ''),
    ],
    notes: answer.notes,
  };
}

/** What was asked of, then the runs that it reached. */
export function drawImpact(answer: ImpactAnswer): Drawing {
  const pictures = runPictures(answer.runs);
  const asked: DrawnNode = {
    id: 'asked',
    lines: [shortened(answer.pointer ?? `run ${answer.run ?? ''}`)],
    shape: answer.pointer === undefined ? 'run' : 'pointer',
    look: 'plain',
  };
  const ids = new Map(pictures.ids);
  if (answer.run !== undefined) ids.set(answer.run, asked.id);
  const readers = answer.runs.filter(({ inputs }) => inputs.includes(answer.pointer ?? ''));
  return {
    nodes: [asked, ...pictures.nodes],
    arrows: [
      ...(answer.pointer === undefined ? [] : readers).flatMap(({ id }) =>
        arrow(asked.id, ids.get(id), ''),
      ),
      ...arrowsAlong(answer.edges, ids),
    ],
    notes: answer.notes,
  };
}

function runPictures(runs: readonly RunView[]): {
  readonly nodes: readonly DrawnNode[];
  readonly ids: ReadonlyMap<string, string>;
} {
  const names = namesIn(runs, { shortRunIds: true });
  const nodes = runs.map((run, index) => ({
    id: `r${index + 1}`,
    lines: [shortened(names.component(run)), shortened(names.run(run.id)), wordsOf(run)],
    shape: 'run' as const,
    look: lookOf(run),
  }));
  return { nodes, ids: new Map(runs.map(({ id }, index) => [id, `r${index + 1}`])) };
}

function lookOf(run: RunView): Look {
  if (run.state === 'failed' || run.failedTriggers.length > 0) return 'failed';
  if (run.state === 'running') return 'running';
  return isStale(run) ? 'stale' : 'ok';
}

/** Colour is never the only sign. */
function wordsOf(run: RunView): string {
  const failed = run.failedTriggers.length > 0 ? ['trigger failed'] : [];
  return [run.state, ...failed, ...(isStale(run) ? ['stale'] : [])].join(', ');
}

function isStale({ stale }: RunView): boolean {
  return stale.some(({ transitive }) => transitive !== true);
}

/** One arrow for each two runs, with what ties them. */
function arrowsAlong(
  edges: readonly EdgeView[],
  ids: ReadonlyMap<string, string>,
): readonly Arrow[] {
  const pointers = new Map<string, { edge: EdgeView; names: string[] }>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    const known = pointers.get(key);
    if (known === undefined) pointers.set(key, { edge, names: [shortened(edge.pointer)] });
    else known.names.push(shortened(edge.pointer));
  }
  return [...pointers.values()].flatMap(({ edge, names }) =>
    arrow(ids.get(edge.to), ids.get(edge.from), someOf(names, POINTERS_ON_ARROW)),
  );
}

function arrow(from: string | undefined, to: string | undefined, label: string): readonly Arrow[] {
  return from === undefined || to === undefined ? [] : [{ from, to, label }];
}

function pointerNode(id: string, name: string, look: Look): DrawnNode {
  return { id, lines: [shortened(name)], shape: 'pointer', look };
}
