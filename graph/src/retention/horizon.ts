/**
 * The horizon of retention: before it, old runs are daily summaries. What a summary swallowed must not
 * come back as a run, so a span that was over before the horizon counts only for a run that is kept.
 */
import type { CypherEngine, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import { type GatheredFacts, gatherFacts } from '../facts/gathered-facts.ts';
import { keyOf } from '../facts/keys.ts';
import type { LineageBatch, RunContribution } from '../facts/lineage-batch.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { formatTime } from '../facts/time.ts';
import {
  anythingWaits,
  bridgesBefore,
  joinBridges,
  withBridges,
  writeBridging,
} from '../write/bridges.ts';
import { writeRemembering } from '../write/refuse-forgotten.ts';
import { RunFoldedError, type WriteRules, writeFacts } from '../write/write-facts.ts';

const readStatement = query('horizon');
const knownRuns = query('known-runs');

export interface Rejected {
  readonly origin: number;
  readonly reason: string;
}

export interface WithinHorizon {
  readonly batch: LineageBatch;
  readonly rejected: readonly Rejected[];
  /** Keys of the runs that old spans of it are about: they count only while these are known. */
  readonly late: ReadonlySet<string>;
}

/** What a store was opened with that its writes follow. */
export type StoreRules = Pick<WriteRules, 'clockSkew' | 'repairMax'>;

/** What became of a part that was written. */
export interface Written {
  readonly rejected: readonly Rejected[];
  /** Whether any repair was pending when the write was in. */
  readonly repairs: boolean;
  /** How many forgotten names it held. */
  readonly forgotten: number;
  /** Child spans whose run is not known yet. */
  readonly waiting: number;
}

/** Writes what the horizon lets through and was not forgotten, in one transaction; gives the rest back. */
export function writeWithinHorizon(
  engine: CypherEngine,
  batch: LineageBatch,
  rules: StoreRules,
): Promise<Written> {
  const gathered = gatherFacts(batch);
  return writeTaken(engine, rules, async (session, horizon) => {
    const within = await withinHorizon(session, batch, horizon);
    const facts = within.batch === batch ? gathered : gatherFacts(within.batch);
    return { facts, mustBeKnown: within.late, rejected: within.rejected };
  });
}

/** Merges facts of runs that are whole, as an import brings them; folded ones do not come back. */
export function mergeWithinHorizon(
  engine: CypherEngine,
  facts: GatheredFacts,
  rules: StoreRules,
): Promise<Written> {
  return writeTaken(engine, rules, async (session, horizon) => {
    const late = [...facts.runs.values()].filter(
      (run) => horizon !== null && wasOverByThen(run, horizon),
    );
    const known = await knownAmong(
      session,
      late.map(({ key }) => key),
    );
    const kept = horizon === null ? facts : keptFacts(facts, horizon, known);
    return { facts: kept, mustBeKnown: known, rejected: [] };
  });
}

/** What a store takes of what it is given. */
interface Taken {
  readonly facts: GatheredFacts;
  readonly mustBeKnown: ReadonlySet<string>;
  readonly rejected: readonly Rejected[];
}

async function writeTaken(
  engine: CypherEngine,
  rules: StoreRules,
  take: (session: CypherSession, horizon: bigint | null) => Promise<Taken>,
): Promise<Written> {
  try {
    const { result, forgotten } = await writeRemembering((withoutForgotten, remembered) =>
      writeBridging((found) =>
        engine.write(async (session) => {
          const [horizon, waits] = await Promise.all([
            readHorizon(session),
            anythingWaits(session),
          ]);
          const { facts, mustBeKnown, rejected } = await take(session, horizon);
          // A forgotten run is found under its new name, and what it is given goes the way of its own.
          const left = withoutForgotten(facts);
          const bridges = joinBridges(await bridgesBefore(session, left, waits), found);
          const whole = withoutForgotten(withBridges(left, bridges));
          const { repairs } = await writeFacts(session, engine.kind, whole, {
            ...rules,
            horizon,
            mustBeKnown: new Set([...mustBeKnown, ...bridges.owners.values()]),
            remembered,
            bridges,
          });
          return { rejected, repairs, waiting: whole.waiting.size };
        }),
      ),
    );
    return { ...result, forgotten };
  } catch (error) {
    // A run was folded between the look and the lock: the next look sees that.
    if (error instanceof RunFoldedError) return writeTaken(engine, rules, take);
    throw error;
  }
}

/** The facts without runs that were over before the horizon, but for known ones. */
export function keptFacts(
  facts: GatheredFacts,
  horizon: bigint,
  known: ReadonlySet<string>,
): GatheredFacts {
  const kept = [...facts.runs].filter(
    ([key, run]) => known.has(key) || !wasOverByThen(run, horizon),
  );
  return { ...facts, runs: new Map(kept) };
}

function wasOverByThen({ head, start }: RunFacts, horizon: bigint): boolean {
  const last = head?.end ?? start;
  return last !== null && last < horizon;
}

/** µs; null: nothing was ever folded. */
export async function readHorizon(session: CypherSession): Promise<bigint | null> {
  const [row] = await session.run(readStatement);
  return orNull(row?.horizon, asBigInt);
}

/** The part of a batch that a store with this horizon takes. */
async function withinHorizon(
  session: CypherSession,
  batch: LineageBatch,
  horizon: bigint | null,
): Promise<WithinHorizon> {
  const late = horizon === null ? [] : batch.contributions.filter((one) => wasOver(one, horizon));
  if (late.length === 0 || horizon === null) return { batch, rejected: [], late: new Set() };
  const known = await knownAmong(
    session,
    late.map(({ run }) => keyOf(run)),
  );
  return splitByHorizon(batch, horizon, known);
}

async function knownAmong(
  session: CypherSession,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await readByKeys(session, knownRuns, keys)).map((row) => asText(row.key)));
}

/** @param known keys of runs that the store has. */
export function splitByHorizon(
  batch: LineageBatch,
  horizon: bigint,
  known: ReadonlySet<string>,
): WithinHorizon {
  const old = batch.contributions.filter((one) => wasOver(one, horizon));
  const refused = old.filter((one) => !known.has(keyOf(one.run)));
  const out = new Set(refused);
  const late = new Set(old.filter((one) => !out.has(one)).map(({ run }) => keyOf(run)));
  const reason = `The span was over before ${formatTime(horizon)}, where this store keeps daily summaries, and its run is none of those that are kept whole.`;
  return {
    batch: { ...batch, contributions: batch.contributions.filter((one) => !out.has(one)) },
    rejected: refused.map(({ origin }) => ({ origin, reason })),
    late,
  };
}

function wasOver({ start, end }: RunContribution, horizon: bigint): boolean {
  return (end ?? start) < horizon;
}
