/**
 * Retention on a Cypher engine: days from the newest to the oldest, on each the components with many
 * runs, of each a slice of time at once. Only one slice is ever in memory.
 */
import { type CypherEngine, TooMuchAtOnceError } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText } from '../engines/row-values.ts';
import { compareText } from '../facts/keys.ts';
import { boundsOf } from './day-counts.ts';
import { FoldContext } from './fold-context.ts';
import { foldSlice, type Slice, type SliceReport } from './fold-slice.ts';
import { readHorizon } from './horizon.ts';
import {
  type KeptReason,
  NOTHING_KEPT,
  type RetainPlan,
  type RetainReport,
} from './retention-rules.ts';

const raiseHorizon = query('retain/raise-horizon');
const daysStatement = query('retain/days');
const componentsOfDay = query('retain/components-of-day');
const starts = query('retain/starts');

/** A slice that is still too full is cut in this many. */
const CUTS = 288n;

export async function retain(engine: CypherEngine, plan: RetainPlan): Promise<RetainReport> {
  const horizon = await horizonOf(engine, plan);
  const work = new Work(engine, new FoldContext(engine.kind, plan, horizon));
  return work.run();
}

async function horizonOf(engine: CypherEngine, plan: RetainPlan): Promise<bigint> {
  if (plan.dryRun) {
    const known = await engine.read(readHorizon);
    return known !== null && known > plan.horizon ? known : plan.horizon;
  }
  const [row] = await engine.write((session) =>
    session.run(raiseHorizon, { horizon: plan.horizon }),
  );
  return asBigInt(row?.horizon);
}

class Work {
  readonly #engine: CypherEngine;
  readonly #context: FoldContext;
  readonly #kept: Record<KeptReason, number> = { ...NOTHING_KEPT };
  #folded = 0;
  #summaries = 0;

  constructor(engine: CypherEngine, context: FoldContext) {
    this.#engine = engine;
    this.#context = context;
  }

  async run(): Promise<RetainReport> {
    let before = this.#context.horizon;
    for (;;) {
      const days = await this.#daysBefore(before);
      for (const day of days) {
        before = boundsOf(day).from;
        if (this.#enough() || !(await this.#foldDay(day))) return this.#report(true);
      }
      if (days.length === 0) return this.#report(false);
    }
  }

  async #daysBefore(before: bigint): Promise<readonly string[]> {
    const rows = await this.#engine.read((session) => session.run(daysStatement, { before }));
    return rows.map((row) => asText(row.day)).sort((a, b) => compareText(b, a));
  }

  /** False when there was enough before the day's end. */
  async #foldDay(day: string): Promise<boolean> {
    const counts = this.#context.counts;
    const components = await this.#engine.read(async (session) => {
      const rows = await session.run(componentsOfDay, { day, ...boundsOf(day) });
      const found = rows.map((row) => ({
        component: asText(row.component),
        runs: asNumber(row.runs),
      }));
      await counts.read(
        session,
        found.map(({ component }) => ({ component, day })),
      );
      return found.map((one) => ({ ...one, busy: this.#context.hasMany(one.component, day) }));
    });
    const summaries = new Set<string>();
    for (const { component, runs, busy } of components) {
      if (busy) {
        const slice = { component, day, ...boundsOf(day) };
        const done = await this.#foldSlices(slice, runs, summaries);
        if (!done) {
          this.#summaries += summaries.size;
          return false;
        }
      } else {
        this.#kept.fewADay += runs;
      }
    }
    this.#summaries += summaries.size;
    return true;
  }

  /** Latest first: a run inside another starts later, and a reader later than what it read. */
  async #foldSlices(slice: Slice, runs: number, summaries: Set<string>): Promise<boolean> {
    const width = slice.until - slice.from;
    if (runs > this.#context.plan.runsAtOnce && width > 1n) {
      for (const { part, count } of await this.#cut(slice)) {
        if (!(await this.#foldSlices(part, count, summaries))) return false;
      }
      return true;
    }
    if (this.#enough()) return false;
    const report = await this.#foldSlice(slice);
    if (report === 'too much') {
      const middle = slice.from + width / 2n;
      const later = await this.#foldSlices({ ...slice, from: middle }, 0, summaries);
      return later && this.#foldSlices({ ...slice, until: middle }, 0, summaries);
    }
    this.#folded += report.folded;
    for (const [reason, count] of report.kept) this.#kept[reason] += count;
    for (const key of report.summaries) summaries.add(key);
    return true;
  }

  async #foldSlice(slice: Slice): Promise<SliceReport | 'too much'> {
    const fold = this.#context.plan.dryRun ? this.#engine.read : this.#engine.write;
    try {
      return await fold((session) => foldSlice(session, slice, this.#context));
    } catch (error) {
      const mayBeCut = slice.until - slice.from > 1n;
      if (error instanceof TooMuchAtOnceError && mayBeCut) return 'too much';
      throw error;
    }
  }

  /** Parts that hold about as many runs as are folded at once, the latest first; empty ones are left out. */
  async #cut(slice: Slice): Promise<readonly { part: Slice; count: number }[]> {
    const width = (slice.until - slice.from + CUTS - 1n) / CUTS;
    const rows = await this.#engine.read((session) => session.run(starts, { ...slice, width }));
    const buckets = rows
      .map((row) => ({ at: asBigInt(row.bucket), count: asNumber(row.runs) }))
      .sort((a, b) => (a.at < b.at ? 1 : -1));
    const parts: { part: Slice; count: number }[] = [];
    for (const { at, count } of buckets) {
      const from = slice.from + at * width;
      const last = parts.at(-1);
      if (last !== undefined && last.count + count <= this.#context.plan.runsAtOnce) {
        parts[parts.length - 1] = { part: { ...last.part, from }, count: last.count + count };
      } else {
        const end = from + width < slice.until ? from + width : slice.until;
        parts.push({ part: { ...slice, from, until: end }, count });
      }
    }
    return parts;
  }

  #enough(): boolean {
    return this.#folded >= this.#context.plan.runsMax;
  }

  #report(more: boolean): RetainReport {
    return {
      horizon: this.#context.horizon,
      folded: this.#folded,
      summaries: this.#summaries,
      kept: this.#kept,
      more,
    };
  }
}
