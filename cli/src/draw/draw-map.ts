import type { MapAnswer, MapNode } from '@spantrail/graph';
import { count, percent, whole } from '../text/figures.ts';
import { type Drawing, type Look, shortened } from './drawing.ts';

const POINTERS_ON_ARROW = 2;

/** Components as boxes, from what is read to who reads it. */
export function drawMap({ nodes, edges, notes }: MapAnswer): Drawing {
  const ids = new Map(nodes.map(({ id }, index) => [id, `c${index + 1}`]));
  const several = new Set(nodes.map(({ namespace }) => namespace)).size > 1;
  return {
    nodes: nodes.map((node) => ({
      id: ids.get(node.id) ?? '',
      lines: [
        shortened(several ? `${node.component} (${node.namespace})` : node.component),
        ...wordsOf(node),
      ],
      shape: 'run',
      look: lookOf(node),
    })),
    arrows: edges.flatMap((edge) => {
      const from = ids.get(edge.to);
      const to = ids.get(edge.from);
      if (from === undefined || to === undefined) return [];
      const named = edge.pointers.slice(0, POINTERS_ON_ARROW).map(shortened).join(', ');
      const more = edge.pointerCount - POINTERS_ON_ARROW;
      return [{ from, to, label: more > 0 ? `${named} and ${whole(more)} more` : named }];
    }),
    notes,
  };
}

function wordsOf({ runs, moreRuns, failedShare, staleShare }: MapNode): readonly string[] {
  const shares = [
    ...(failedShare !== null && failedShare > 0 ? [`${percent(failedShare)} failed`] : []),
    ...(staleShare !== null && staleShare > 0 ? [`${percent(staleShare)} stale`] : []),
  ];
  return [moreRuns ? `last ${whole(runs)} runs` : count(runs, 'run'), ...shares];
}

/** How its last run went; what earlier ones did is told in words. */
function lookOf({ lastRun, staleShare }: MapNode): Look {
  if (lastRun === null) return 'plain';
  if (lastRun.state !== 'ok') return lastRun.state;
  return staleShare !== null && staleShare > 0 ? 'stale' : 'ok';
}
