import { escapeControls } from '../text/escape-controls.ts';

/** A picture of a lineage, before it is told to Mermaid or Graphviz. Data flows along the arrows. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly arrows: readonly Arrow[];
  /** What a reader must know of the picture, such as that it is cut; comments in the output. */
  readonly notes: readonly string[];
}

export interface DrawnNode {
  /** Of letters and digits, unique in the drawing. */
  readonly id: string;
  readonly lines: readonly string[];
  readonly shape: 'run' | 'pointer';
  readonly look: Look;
}

/** In the words of the dashboards: what failed, what is stale, what still runs. */
export type Look = 'ok' | 'failed' | 'stale' | 'running' | 'plain';

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Line and fill of each look, told apart by lightness as well as by hue. */
export const colours: Readonly<Record<Look, { readonly stroke: string; readonly fill: string }>> = {
  ok: { stroke: '#2e7d32', fill: '#e8f5e9' },
  failed: { stroke: '#c62828', fill: '#ffcdd2' },
  stale: { stroke: '#e65100', fill: '#fff3e0' },
  running: { stroke: '#1565c0', fill: '#e3f2fd' },
  plain: { stroke: '#616161', fill: '#ffffff' },
};

const LABEL_MAX = 60;

/** A name as it fits a picture: one line, its middle left out when it is long. */
export function shortened(name: string): string {
  const characters = [...escapeControls(name)];
  if (characters.length <= LABEL_MAX) return characters.join('');
  const half = Math.floor((LABEL_MAX - 1) / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}
