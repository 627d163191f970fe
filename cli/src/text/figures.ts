/** `1 run`, `2 runs`, `12,345 runs`. */
export function count(amount: number, one: string, many: string = `${one}s`): string {
  return `${whole(amount)} ${amount === 1 ? one : many}`;
}

/** A whole number with thousands parted: `12,345`. */
export function whole(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A metric's value in at most six digits; very small and very large ones in powers of ten. */
export function figure(value: number): string {
  if (value === 0 || Number.isInteger(value)) return whole(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return value.toExponential(3).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(6)));
}

/** A share of one as percent: `66.7 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** Names in one line, at most `most` of them; the rest is counted, never dropped without a word. */
export function someOf(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${whole(names.length - most)} more`;
}
