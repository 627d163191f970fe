import type { MapAnswer, MapEdge, MapNode } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import { count, percent, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { statePiece } from './run-lines.ts';

/** The component graph: each component with its shares, then who reads what of whom. */
export function presentMap(answer: MapAnswer, look: Look): readonly Block[] {
  const { nodes, edges, lastRuns, leftOut, asOf } = answer;
  if (nodes.length === 0) return [line('No component matches.'), ...noteLines(answer)];
  const names = namesIn(
    nodes.map(({ component, namespace, lastRun }) => ({
      component,
      namespace,
      ...(lastRun === null ? {} : { id: lastRun.id }),
    })),
    look,
  );
  const byId = new Map(nodes.map((node) => [node.id, nameOf(node, names)]));
  const left = leftOut === 0 ? '' : `; ${count(leftOut, 'component')} left out`;
  return [
    line(
      `${count(nodes.length, 'component')}, judged by the last ${whole(lastRuns)} runs of each${left}`,
      inked('dim', `  as of ${clockTime(asOf)}`),
    ),
    line(),
    table(
      nodeColumns,
      nodes.map((node) => nodeCells(node, names)),
    ),
    ...(edges.length === 0 ? [] : [line(), edgeTable(edges, byId)]),
    ...noteLines(answer),
  ];
}

const nodeColumns = [
  { title: 'COMPONENT' },
  { title: 'RUNS', align: 'right' },
  { title: 'FAILED', align: 'right' },
  { title: 'STALE', align: 'right' },
  { title: 'LAST RUN' },
  { title: 'STATE' },
  { title: 'START' },
  { title: 'OWNER' },
] as const;

function nodeCells(node: MapNode, names: Names): readonly Piece[] {
  const { lastRun, owner } = node;
  return [
    inked('bold', nameOf(node, names)),
    `${whole(node.runs)}${node.moreRuns ? '+' : ''}`,
    shareCell(node.failedShare, 'red'),
    shareCell(node.staleShare, 'yellow'),
    lastRun === null ? '-' : names.run(lastRun.id),
    lastRun === null ? '-' : statePiece(lastRun.state),
    lastRun === null ? '-' : clockTime(lastRun.start),
    owner ?? '-',
  ];
}

function nameOf({ component, namespace }: MapNode, names: Names): string {
  return names.component({ component, namespace });
}

function shareCell(share: number | null, ink: 'red' | 'yellow'): Piece {
  if (share === null) return '-';
  return share === 0 ? percent(share) : inked(ink, percent(share));
}

function edgeTable(edges: readonly MapEdge[], names: ReadonlyMap<string, string>): Block {
  const rows = edges.map(({ from, to, count: reads, pointers, pointerCount }) => {
    const more = pointerCount - pointers.length;
    return [
      inked('bold', names.get(from) ?? from),
      names.get(to) ?? to,
      whole(reads),
      `${pointers.join(', ')}${more > 0 ? ` and ${whole(more)} more` : ''}`,
    ];
  });
  const titles = [{ title: 'COMPONENT' }, { title: 'READS FROM' }];
  return table([...titles, { title: 'TIMES', align: 'right' }, { title: 'BY WAY OF' }], rows);
}
