const UNITS: readonly (readonly [name: string, micros: bigint])[] = [
  ['day', 86_400_000_000n],
  ['hour', 3_600_000_000n],
  ['minute', 60_000_000n],
  ['second', 1_000_000n],
  ['millisecond', 1_000n],
];

/** A length of time in its largest whole unit: `31 days`, `2 hours`. */
export function formatDuration(micros: bigint): string {
  const length = micros < 0n ? -micros : micros;
  for (const [name, size] of UNITS) {
    const count = length / size;
    if (count >= 1n) return `${count} ${name}${count === 1n ? '' : 's'}`;
  }
  return `${length} µs`;
}
