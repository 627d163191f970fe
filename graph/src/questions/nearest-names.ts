/**
 * The names most like `sought`, nearest first, by edit distance; a name that contains the sought text
 * (or is contained in it) counts as near. Names that share too little are left out.
 */
export function nearestNames(
  sought: string,
  names: Iterable<string>,
  limit: number,
): readonly string[] {
  const target = sought.toLowerCase().slice(0, 200);
  const scored: { name: string; distance: number }[] = [];
  for (const name of new Set(names)) {
    const candidate = name.toLowerCase().slice(0, 200);
    const within = candidate.includes(target) || target.includes(candidate);
    const distance = within
      ? Math.abs(candidate.length - target.length) / 100
      : editDistance(target, candidate);
    if (within || distance <= Math.max(2, Math.floor(target.length * 0.4))) {
      scored.push({ name, distance });
    }
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map((entry) => entry.name);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(substitution, insertion, deletion));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
