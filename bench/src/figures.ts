/** Times as figures: percentiles, ratios and the table that a bench prints. */

/** ms of one call. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The least value that at least this share of the values is not above; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Rows of text under a heading, columns aligned: the first left, the others right. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return all.map(lineOf).join('\n');
}

/** Three digits that mean something. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Medians of the first and of the last tenth of values that were taken one after the other. */
export function withinDeciles(values: readonly number[]): { first: number; last: number } {
  const size = Math.max(1, Math.floor(values.length / 10));
  return {
    first: percentile(values.slice(0, size), 0.5),
    last: percentile(values.slice(-size), 0.5),
  };
}
