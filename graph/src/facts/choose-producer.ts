/**
 * The dependency rule: which run a reader of a pointer depends on. Pure; the stores and the reference
 * model share it, and the brute-force model of the tests restates it.
 */
import { compareText } from './keys.ts';
import { compareBigInts } from './stamp.ts';

export interface ProducerFact {
  readonly run: string;
  /** Null: a running run that told no time; only a span link makes it count. */
  readonly at: bigint | null;
  readonly digest: string | null;
}

export interface ConsumerFact {
  readonly run: string;
  readonly at: bigint;
  readonly digest: string | null;
}

/** Who is nested in whom: `PART_OF` walked upwards. */
export interface Kinship {
  /** True when `ancestor` encloses `run`, at any distance; a run does not enclose itself. */
  isAncestor(ancestor: string, run: string): boolean;
}

/**
 * @param linked runs whose spans the consumer links to: a link is the producer's own word, so it wins
 * over times and digests.
 * @returns the producer, or null when no run is known to have made what was read.
 */
export function chooseProducer(
  consumer: ConsumerFact,
  producers: readonly ProducerFact[],
  linked: ReadonlySet<string>,
  kinship: Kinship,
  clockSkew: bigint,
): ProducerFact | null {
  const strangers = producers.filter((producer) => !isKin(producer.run, consumer.run, kinship));
  const linkedTo = strangers.filter((producer) => linked.has(producer.run));
  if (linkedTo.length > 0) return latest(linkedTo, consumer, kinship);
  const candidates = strangers.filter(
    (producer) =>
      producer.at !== null &&
      producer.at <= consumer.at + clockSkew &&
      !contradicts(producer.digest, consumer.digest),
  );
  return latest(candidates, consumer, kinship);
}

/** Two digests of one algorithm that differ: surely other content. */
export function contradicts(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b && algorithmOf(a) === algorithmOf(b);
}

function latest(
  candidates: readonly ProducerFact[],
  consumer: ConsumerFact,
  kinship: Kinship,
): ProducerFact | null {
  const same = candidates.filter(
    (candidate) => candidate.digest !== null && candidate.digest === consumer.digest,
  );
  const pool = same.length > 0 ? same : candidates;
  let best: ProducerFact | null = null;
  for (const candidate of pool) {
    if (best !== null && compareProducers(candidate, best) <= 0) continue;
    // The inner run did the writing when both an outer and an inner run claim it.
    const outer = pool.some(
      (other) => other.run !== candidate.run && kinship.isAncestor(candidate.run, other.run),
    );
    if (!outer) best = candidate;
  }
  return best;
}

function isKin(a: string, b: string, kinship: Kinship): boolean {
  return a === b || kinship.isAncestor(a, b) || kinship.isAncestor(b, a);
}

function compareProducers(a: ProducerFact, b: ProducerFact): number {
  return compareBigInts(a.at ?? -1n, b.at ?? -1n) || compareText(a.run, b.run);
}

function algorithmOf(digest: string): string {
  const end = digest.indexOf(':');
  return end < 0 ? '' : digest.slice(0, end);
}
