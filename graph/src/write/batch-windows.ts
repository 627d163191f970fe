/**
 * The writers that the reads of a batch can mostly be decided from without asking the store again: what
 * the locks have seen, and what the batch itself writes. What they leave open is fetched.
 */
import type { Writer } from '../cypher/fetch-producers.ts';
import type { RunChanges } from '../cypher/run-rows.ts';
import type { Read } from './affected-readers.ts';
import { type Locked, MET_WRITERS } from './lock-facts.ts';
import type { Nestings } from './nest-runs.ts';
import { type ProducerWindow, windowOf } from './producer-windows.ts';

/** Of the batch's own writes of a pointer so many are looked at for one read. */
const OWN_WRITERS = 4;

interface OwnWriters {
  /** The latest first. */
  readonly writers: Writer[];
  readonly runs: Set<string>;
}

const NOBODY: OwnWriters = { writers: [], runs: new Set() };

/** The window of a read; undefined: what is known here does not reach. */
export type BatchWindows = (read: Read) => ProducerWindow | undefined;

export function batchWindows(
  changes: Pick<RunChanges, 'outputs' | 'fresh'>,
  nestings: Pick<Nestings, 'added'>,
  { freshPointers, metPointers }: Pick<Locked, 'freshPointers' | 'metPointers'>,
  clockSkew: bigint,
): BatchWindows {
  const nested = {
    encloses: new Set(nestings.added.map((edge) => edge.other)),
    enclosed: new Set(nestings.added.map((edge) => edge.run)),
  };
  const own = ownWriters(changes, nested);
  return ({ pointer, at }) => {
    const until = at + clockSkew;
    const { writers, runs } = own.get(pointer) ?? NOBODY;
    const written = latestUntil(writers, until);
    if (freshPointers.has(pointer)) return written;
    const met = metPointers.get(pointer);
    if (met === undefined || met.until === null || until > met.until) return undefined;
    const before = windowOf(
      met.writers.map((writer) => ({
        ...writer,
        encloses: writer.encloses || nested.encloses.has(writer.run),
        enclosed: writer.enclosed || nested.enclosed.has(writer.run),
      })),
      MET_WRITERS,
    );
    // What the batch writes anew, at whatever time, no longer is as it was met.
    const others = before.producers.filter(({ run }) => !runs.has(run));
    return {
      producers: [...written.producers, ...others],
      floor: later(before.floor, written.floor),
    };
  };
}

/** By pointer. */
function ownWriters(
  { outputs, fresh }: Pick<RunChanges, 'outputs' | 'fresh'>,
  nested: Record<'encloses' | 'enclosed', ReadonlySet<string>>,
): ReadonlyMap<string, OwnWriters> {
  const own = new Map<string, OwnWriters>();
  for (const { run, pointer, after } of outputs) {
    const { writers, runs } = own.get(pointer) ?? { writers: [], runs: new Set() };
    own.set(pointer, { writers, runs });
    runs.add(run);
    if (after.at === null) continue;
    // Only of a new run is all nesting new as well.
    const known = !fresh.has(run);
    writers.push({
      run,
      pointer,
      at: after.at,
      digest: after.digest,
      encloses: known || nested.encloses.has(run),
      enclosed: known || nested.enclosed.has(run),
    });
  }
  for (const { writers } of own.values()) {
    writers.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }
  return own;
}

function latestUntil(writers: readonly Writer[], until: bigint): ProducerWindow {
  let low = 0;
  let high = writers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((writers[middle]?.at ?? until) > until) low = middle + 1;
    else high = middle;
  }
  const producers = writers.slice(low, low + OWN_WRITERS);
  const whole = low + OWN_WRITERS >= writers.length;
  return { producers, floor: whole ? null : (producers.at(-1)?.at ?? null) };
}

function later(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
