/**
 * A refused row must cost neither its batch nor the Collector's patience: a batch that the store
 * refuses is halved until the guilty spans stand alone, and the rest is committed. One that is too much
 * for the store is halved too, but what is too much alone is put off, not rejected.
 */
import { StatementRefusedError, TooMuchAtOnceError } from './cypher-engine.ts';
import type { Rejected } from './horizon.ts';
import type { LineageBatch, WriteReport } from './lineage-batch.ts';

/** Gives what the part's write refused by itself. */
type WriteOne = (part: LineageBatch) => Promise<readonly Rejected[]>;

export async function writeBisecting(batch: LineageBatch, write: WriteOne): Promise<WriteReport> {
  const rejected: { origin: number | null; reason: string }[] = [];
  await writePart(batch, write, rejected);
  const refused = new Set(rejected.map(({ origin }) => origin));
  return {
    runs: new Set(
      batch.contributions.filter(({ origin }) => !refused.has(origin)).map(({ run }) => run),
    ).size,
    annotations: batch.annotations.length - rejected.filter(({ origin }) => origin === null).length,
    rejected,
  };
}

async function writePart(
  part: LineageBatch,
  write: WriteOne,
  rejected: { origin: number | null; reason: string }[],
): Promise<void> {
  if (part.contributions.length === 0 && part.annotations.length === 0) return;
  try {
    rejected.push(...(await write(part)));
  } catch (error) {
    const isTooMuch = error instanceof TooMuchAtOnceError;
    if (!isTooMuch && !(error instanceof StatementRefusedError)) throw error;
    const halves = halved(part);
    if (halves === null) {
      if (isTooMuch) throw error;
      const origin = part.contributions[0]?.origin ?? part.annotations[0]?.origin ?? null;
      rejected.push({ origin, reason: error.message });
      return;
    }
    for (const half of halves) await writePart(half, write, rejected);
  }
}

/** Facts of one span stay together. Null when there is one span, or one annotation, left. */
function halved(part: LineageBatch): readonly [LineageBatch, LineageBatch] | null {
  const units = new Set<string>();
  const unitOf = (origin: number | null, id: string): string =>
    origin === null ? `annotation ${id}` : `span ${origin}`;
  for (const { origin } of part.contributions) units.add(unitOf(origin, ''));
  for (const { origin, id } of part.annotations) units.add(unitOf(origin, id));
  if (units.size <= 1) return null;
  const first = new Set([...units].slice(0, Math.ceil(units.size / 2)));
  const half = (inFirst: boolean): LineageBatch => ({
    contributions: part.contributions.filter(
      ({ origin }) => first.has(unitOf(origin, '')) === inFirst,
    ),
    annotations: part.annotations.filter(
      ({ origin, id }) => first.has(unitOf(origin, id)) === inFirst,
    ),
  });
  return [half(true), half(false)];
}
