/** Edges of summaries while they are gathered: what is read more than once is one edge with a count. */
export interface DailyEdge {
  /** Key of the summary. */
  readonly from: string;
  readonly to: string;
  /** What `to` is; a summary reads pointers and depends on runs and summaries. */
  readonly kind: 'run' | 'daily' | 'pointer';
  /** Key; empty for a pointer whose whole use is a day, and for `kind` pointer. */
  readonly pointer: string;
  /** The first read, µs. */
  readonly at: bigint;
  readonly reads: bigint;
}

export class DailyEdges {
  readonly #edges = new Map<string, DailyEdge>();

  add(edge: DailyEdge): void {
    if (edge.kind === 'daily' && edge.from === edge.to) return;
    const key = JSON.stringify([edge.from, edge.kind, edge.to, edge.pointer]);
    const known = this.#edges.get(key);
    this.#edges.set(
      key,
      known === undefined
        ? edge
        : {
            ...edge,
            at: known.at < edge.at ? known.at : edge.at,
            reads: known.reads + edge.reads,
          },
    );
  }

  of(kind: DailyEdge['kind']): readonly DailyEdge[] {
    return [...this.#edges.values()].filter((edge) => edge.kind === kind);
  }

  all(): readonly DailyEdge[] {
    return [...this.#edges.values()];
  }
}
