/**
 * Finds what a redaction rule masks. A backtracking matcher can take hours for one value that a sender has
 * chosen for it; so patterns are a chain of single characters and classes, written as in a regular expression,
 * and the time is the length of the text times the length of the chain, whatever the text is.
 */

/** One character of the chain. */
interface Link {
  /** By UTF-16 code unit. */
  readonly matches: (code: number) => boolean;
  readonly optional: boolean;
  /** May match again and again; such a link is also optional. */
  readonly repeats: boolean;
}

export interface MaskPattern {
  /** The text with each leftmost match, the longest there, replaced. */
  readonly mask: (text: string, by: string) => string;
}

/** After quantifiers have been written out: `\d{3}` is three. */
const LINKS_MAX = 256;

/** A character, an escaped one, a class, a dot; then how often. */
const LINK =
  /(\\[dDwWsSnrt]|\\[^A-Za-z0-9]|\[(?:\\.|[^\]\\])+\]|[^\\^$*+?()[\]{}|])(\{(\d{1,4})(?:(,)(\d{0,4}))?\}|[*+?])?/y;

/** @throws Error that says where the pattern is not understood. */
export function maskPattern(source: string): MaskPattern {
  const fromStart = source.startsWith('^');
  const toEnd = /(?:^|[^\\])(?:\\\\)*\$$/.test(source);
  const links: Link[] = [];
  const end = source.length - (toEnd ? 1 : 0);
  for (let at = fromStart ? 1 : 0; at < end; at = LINK.lastIndex) {
    LINK.lastIndex = at;
    const found = LINK.exec(source.slice(0, end));
    if (found === null) {
      throw new Error(
        `it is not understood from character ${at + 1} on: it takes characters, classes like [0-9] and \\d, each with *, +, ?, {2} or {2,9}, and ^ and $ at its ends; no groups, no alternatives`,
      );
    }
    links.push(...written(found));
    if (links.length > LINKS_MAX) throw new Error(`it matches over ${LINKS_MAX} characters`);
  }
  if (links.every(({ optional }) => optional)) throw new Error('it also matches nothing');
  return { mask: (text, by) => masked(text, by, { links, fromStart, toEnd }) };
}

function written([, atom = '', quantifier, least, comma, most]: RegExpExecArray): readonly Link[] {
  const matches = matcherOf(atom);
  const once: Link = { matches, optional: false, repeats: false };
  const perhaps: Link = { matches, optional: true, repeats: false };
  const often: Link = { matches, optional: true, repeats: true };
  if (quantifier === undefined) return [once];
  if (quantifier === '*') return [often];
  if (quantifier === '+') return [once, often];
  if (quantifier === '?') return [perhaps];
  const count = Number(least);
  const more = most === undefined || most === '' ? 0 : Number(most) - count;
  if (more < 0) throw new Error(`"${quantifier}" has its numbers the wrong way about`);
  // Enough for the check of the length; no need to make ten thousand.
  const bounded = (links: number): number => Math.min(links, LINKS_MAX + 1);
  return [
    ...Array.from({ length: bounded(count) }, () => once),
    ...Array.from({ length: bounded(more) }, () => perhaps),
    ...(comma !== undefined && most === '' ? [often] : []),
  ];
}

/** An expression of one character cannot run away, so it is left to the engine, and remembered. */
function matcherOf(atom: string): (code: number) => boolean {
  const expression = new RegExp(`^${atom}$`, 's');
  /** 0: not asked yet. */
  const known = new Int8Array(0x1_0000);
  return (code) => {
    if (known[code] === 0) known[code] = expression.test(String.fromCharCode(code)) ? 1 : -1;
    return known[code] === 1;
  };
}

interface Chain {
  readonly links: readonly Link[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

function masked(text: string, by: string, chain: Chain): string {
  const ends = longestEnds(text, chain);
  let out = '';
  let kept = 0;
  for (let at = 0; at < text.length; at += 1) {
    const end = ends[at] ?? -1;
    if (end <= at) continue;
    out += text.slice(kept, at) + by;
    kept = end;
    at = end - 1;
  }
  return kept === 0 ? text : out + text.slice(kept);
}

/** For each position where the longest match that begins there ends; -1 for none. */
function longestEnds(text: string, { links, fromStart, toEnd }: Chain): Int32Array {
  const ends = new Int32Array(text.length).fill(-1);
  // Of each link: how far a match gets that is at this link, here and one character further.
  let here = new Int32Array(links.length + 1).fill(-1);
  let further = new Int32Array(links.length + 1).fill(-1);
  for (let at = text.length; at >= 0; at -= 1) {
    const code = at < text.length ? text.charCodeAt(at) : -1;
    here[links.length] = toEnd && at < text.length ? -1 : at;
    for (let index = links.length - 1; index >= 0; index -= 1) {
      const link = links[index] as Link;
      let best = link.optional ? (here[index + 1] as number) : -1;
      if (code >= 0 && link.matches(code)) {
        best = Math.max(best, further[index + 1] as number);
        if (link.repeats) best = Math.max(best, further[index] as number);
      }
      here[index] = best;
    }
    if (at < text.length && (at === 0 || !fromStart)) ends[at] = here[0] as number;
    [here, further] = [further, here];
  }
  return ends;
}
