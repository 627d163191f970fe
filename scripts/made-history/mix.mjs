// Numbers that look random and are a function of their arguments: no state, so a history can be made from anywhere.

/** From 0 up to, not including, 1. */
export function shareOf(seed, index, salt) {
  return mix(seed, index, textHash(salt)) / 2 ** 32;
}

/** `length` hex digits; the index is among them when there is room, so that equal ones never meet. */
export function hexOf(seed, index, salt, length) {
  const salted = textHash(salt);
  let hex = index.toString(16).padStart(8, '0');
  for (let word = 1; hex.length < length; word += 1) {
    hex =
      mix(seed, index, salted + word)
        .toString(16)
        .padStart(8, '0') + hex;
  }
  return hex.slice(-length);
}

const hashes = new Map();

function textHash(text) {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // A name with a day in it is asked for a while and never again.
  if (hashes.size > 10_000) hashes.clear();
  hashes.set(text, hash);
  return hash;
}

/** Three words to one, by the finalizer of MurmurHash3. */
function mix(a, b, c) {
  let hash =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ c, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
