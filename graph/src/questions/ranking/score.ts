/**
 * How much more often something occurs in the traces of suspect outputs than in those of others, and
 * how sure that is. Pure.
 */
import type { Score } from '../../answers/answers.ts';

/** The outputs on one side of the comparison. */
export interface Sample {
  readonly size: number;
  /** How many independent observations they are worth. */
  readonly effectiveSize: number;
}

/** The standard normal quantile of 95 %: the bounds below are one-sided. */
const Z = 1.6448536269514722;

/**
 * Outputs of one run have one trace: they say the same thing several times. Kish's effective sample size
 * counts them for what they are worth: 100 outputs of 100 runs are 100, 100 outputs of one run are 1.
 *
 * @param clusters which run made each output.
 * @see L. Kish, Survey Sampling (1965), ch. 8 and 11: (Σw)² / Σw²
 */
export function sampleOf(clusters: readonly string[]): Sample {
  const sizes = new Map<string, number>();
  for (const cluster of clusters) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  let squares = 0;
  for (const size of sizes.values()) squares += size * size;
  const size = clusters.length;
  return { size, effectiveSize: size === 0 ? 0 : (size * size) / squares };
}

export function scoreOf(
  count: number,
  baselineCount: number,
  suspects: Sample,
  baseline: Sample,
): Score {
  const coverage = count / suspects.size;
  if (baseline.size === 0) return { count, coverage, baselineCount, lift: null, confidence: null };
  // What no baseline output shares counts as half an output, else its lift is infinite.
  const lift = coverage / (Math.max(baselineCount, 0.5) / baseline.size);
  const share = baselineCount / baseline.size;
  const least = leastExcess(coverage, suspects.effectiveSize, share, baseline.effectiveSize);
  return { count, coverage, baselineCount, lift, confidence: Math.max(0, least) };
}

/**
 * The one-sided 95 % lower bound of the difference of two independent shares, by the hybrid score method.
 * Unlike a test, it stays near what was seen when there is much of it and falls back when there is little.
 *
 * @see R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics
 * in Medicine 17 (1998) 873-890, method 10
 * @param z normal quantile; the default gives 95 % on one side.
 */
export function leastExcess(
  share: number,
  n: number,
  other: number,
  m: number,
  z: number = Z,
): number {
  const below = share - wilsonBound(share, n, -z);
  const above = wilsonBound(other, m, z) - other;
  return share - other - Math.hypot(below, above);
}

/** @see E. B. Wilson, Probable inference, Journal of the American Statistical Association 22 (1927) 209-212 */
function wilsonBound(share: number, n: number, z: number): number {
  const z2 = z * z;
  const half = z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return (share + z2 / (2 * n) + half) / (1 + z2 / n);
}

/** The likeliest cause first: surely more frequent, then behind more outputs, then the greater lift. */
export function compareScores(a: Score, b: Score): number {
  return (
    (b.confidence ?? 0) - (a.confidence ?? 0) || b.count - a.count || (b.lift ?? 0) - (a.lift ?? 0)
  );
}
