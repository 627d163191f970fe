/**
 * A batch is written in as few transactions as are short enough. A refused row must cost neither its
 * batch nor the Collector's patience: a part that the store refuses is halved until the guilty spans
 * stand alone, and the rest is committed. One that is too much for the store is halved too, but what is
 * too much alone is put off, not rejected.
 */
import { StatementRefusedError, TooMuchAtOnceError } from '../engines/cypher-engine.ts';
import { factsOf } from '../facts/fact-count.ts';
import type {
  AnnotationFact,
  LineageBatch,
  OrphanContribution,
  RunContribution,
  WriteReport,
} from '../facts/lineage-batch.ts';
import type { Written } from '../retention/horizon.ts';

/** Facts (runs, inputs, outputs, …) of one transaction: some seconds of work, far below every time-out. */
const FACTS_MAX = 20_000;

type WriteOne = (part: LineageBatch) => Promise<Written>;

export async function writeBisecting(batch: LineageBatch, write: WriteOne): Promise<WriteReport> {
  const rejected: { origin: number | null; reason: string }[] = [];
  const sums = { forgotten: 0, waiting: 0 };
  for (const part of shortParts(batch)) await writePart(part, write, { rejected, sums });
  const { forgotten, waiting } = sums;
  const refused = new Set(rejected.map(({ origin }) => origin));
  return {
    runs: new Set(
      batch.contributions.filter(({ origin }) => !refused.has(origin)).map(({ run }) => run),
    ).size,
    annotations: batch.annotations.length - rejected.filter(({ origin }) => origin === null).length,
    rejected,
    ...(forgotten === 0 ? {} : { forgotten }),
    ...(waiting === 0 ? {} : { waiting }),
  };
}

/** Each part is whole and may come again: any split of the same facts gives the same graph. */
export function shortParts(batch: LineageBatch, factsMax: number = FACTS_MAX): LineageBatch[] {
  const parts: MutablePart[] = [];
  let room = 0;
  const partFor = (facts: number) => {
    const last = parts.at(-1);
    room -= facts;
    if (last !== undefined && room >= 0) return last;
    room = factsMax - facts;
    const next = { contributions: [], orphans: [], annotations: [] };
    parts.push(next);
    return next;
  };
  let origin: number | null = null;
  for (const contribution of batch.contributions) {
    const facts = factsOf(contribution);
    // What one span says is taken or refused as one.
    const part = contribution.origin === origin ? (parts.at(-1) ?? partFor(0)) : partFor(facts);
    part.contributions.push(contribution);
    origin = contribution.origin;
  }
  for (const orphan of batch.orphans ?? []) partFor(factsOf(orphan)).orphans.push(orphan);
  for (const annotation of batch.annotations) partFor(1).annotations.push(annotation);
  return parts;
}

interface MutablePart {
  readonly contributions: RunContribution[];
  readonly orphans: OrphanContribution[];
  readonly annotations: AnnotationFact[];
}

interface Outcome {
  readonly rejected: { origin: number | null; reason: string }[];
  readonly sums: { forgotten: number; waiting: number };
}

async function writePart(part: LineageBatch, write: WriteOne, outcome: Outcome): Promise<void> {
  const { contributions, orphans = [], annotations } = part;
  const [first] = [...contributions, ...orphans, ...annotations];
  if (first === undefined) return;
  try {
    const written = await write(part);
    outcome.rejected.push(...written.rejected);
    outcome.sums.forgotten += written.forgotten;
    outcome.sums.waiting += written.waiting;
  } catch (error) {
    const isTooMuch = error instanceof TooMuchAtOnceError;
    if (!isTooMuch && !(error instanceof StatementRefusedError)) throw error;
    const halves = halved(part);
    if (halves === null) {
      if (isTooMuch) throw error;
      outcome.rejected.push({ origin: first.origin, reason: error.message });
      return;
    }
    for (const half of halves) await writePart(half, write, outcome);
  }
}

/** Facts of one span stay together. Null when there is one span, or one annotation, left. */
function halved(part: LineageBatch): readonly [LineageBatch, LineageBatch] | null {
  const units = new Set<string>();
  const unitOf = (origin: number | null, id: string): string =>
    origin === null ? `annotation ${id}` : `span ${origin}`;
  const orphans = part.orphans ?? [];
  for (const { origin } of [...part.contributions, ...orphans]) units.add(unitOf(origin, ''));
  for (const { origin, id } of part.annotations) units.add(unitOf(origin, id));
  if (units.size <= 1) return null;
  const first = new Set([...units].slice(0, Math.ceil(units.size / 2)));
  const half = (inFirst: boolean): LineageBatch => ({
    contributions: part.contributions.filter(
      ({ origin }) => first.has(unitOf(origin, '')) === inFirst,
    ),
    orphans: orphans.filter(({ origin }) => first.has(unitOf(origin, '')) === inFirst),
    annotations: part.annotations.filter(
      ({ origin, id }) => first.has(unitOf(origin, id)) === inFirst,
    ),
  });
  return [half(true), half(false)];
}
