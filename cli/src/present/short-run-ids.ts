const spanKeyOrUuid =
  /^(?:[0-9a-f]{32}:[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const lengthMin = 12;

/**
 * For each machine-made id the shortest beginning that no other id here shares, at least 12
 * characters: it can be pasted into `inspect`, which takes any unique beginning. The runs of one
 * OTel trace share the first half of their ids, so they stay long. Ids that people chose stay whole.
 */
export function shortRunIds(ids: Iterable<string>): ReadonlyMap<string, string> {
  const sorted = [...new Set(ids)].sort();
  const short = new Map<string, string>();
  sorted.forEach((id, index) => {
    if (!spanKeyOrUuid.test(id)) return;
    const shared = Math.max(
      sharedStart(id, sorted[index - 1] ?? ''),
      sharedStart(id, sorted[index + 1] ?? ''),
    );
    short.set(id, id.slice(0, Math.max(lengthMin, shared + 4)));
  });
  return short;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
