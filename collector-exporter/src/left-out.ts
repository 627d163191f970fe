/**
 * Counts what of a span could not be used. Nothing is cut in silence, and the counts stay bounded: the
 * texts are attribute names and reasons from this code, never from the span.
 */
export class LeftOut {
  readonly #counts = new Map<string, number>();

  /** `ml.metric.*` stands for every name under it. */
  add(attribute: string, reason: string, times = 1): void {
    const key = `${attribute}: ${reason}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times);
  }

  /** Sorted, so that the order of spans does not show. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
}
