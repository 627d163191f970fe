/**
 * Retention over plain maps, all at once: the rule that the stores fold by in slices. Slow and plain on
 * purpose, like the store that it belongs to.
 */
import type { DerivedLineage } from '../facts/derived-lineage.ts';
import type { AnnotationState } from '../facts/gathered-facts.ts';
import { compareText } from '../facts/keys.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import { type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { dayOf } from '../facts/time.ts';
import type { DependencyRow } from '../lineage-store.ts';
import { type DailyEdge, DailyEdges } from './daily-edges.ts';
import { classOf, type DailyState, dailyOf, mergeDaily } from './daily-runs.ts';
import { useOf } from './fold-context.ts';
import { usesOfRuns } from './fold-slice.ts';
import {
  digestClass,
  isLasting,
  isOver,
  isPast,
  type KeptReason,
  NOTHING_KEPT,
  type PointerUse,
  type RetainPlan,
  type RetainReport,
} from './retention-rules.ts';

/** What retention left of the past. */
export interface Past {
  horizon: bigint | null;
  readonly summaries: Map<string, DailyState>;
  edges: readonly DailyEdge[];
  /** When folded runs used pointers that stayed. */
  readonly uses: Map<string, PointerUse>;
  /** Producers of what was read before the horizon, by run and pointer: they are decided for good. */
  readonly settled: Map<string, Map<string, DependencyRow>>;
}

export function noPast(): Past {
  return {
    horizon: null,
    summaries: new Map(),
    edges: [],
    uses: new Map(),
    settled: new Map(),
  };
}

export interface Present {
  readonly runs: Map<string, RunFacts>;
  readonly pointers: Map<string, PointerState>;
  readonly annotations: ReadonlyMap<string, AnnotationState>;
}

/** What was read before the horizon keeps the producer that it has now. */
export function settle({ horizon, settled }: Past, { dependencies }: DerivedLineage): void {
  if (horizon === null) return;
  for (const edge of dependencies) {
    if (edge.at >= horizon) continue;
    const of = settled.get(edge.from) ?? new Map<string, DependencyRow>();
    if (!of.has(edge.pointer)) of.set(edge.pointer, edge);
    settled.set(edge.from, of);
  }
}

export function retainInMemory(
  present: Present,
  derived: DerivedLineage,
  past: Past,
  plan: RetainPlan,
): RetainReport {
  const horizon =
    past.horizon !== null && past.horizon > plan.horizon ? past.horizon : plan.horizon;
  const judge = new Judge(present, derived, past, { ...plan, horizon });
  const kept: Record<KeptReason, number> = { ...NOTHING_KEPT };
  const folding = new Map<string, RunFacts>();
  for (const run of present.runs.values()) {
    if (run.head === null || run.start === null || dayOf(run.start) >= dayOf(horizon)) continue;
    const reason = judge.reasonOf(run);
    if (reason === null) folding.set(run.key, run);
    else kept[reason] += 1;
  }
  const fold = gather(folding, derived, judge);
  if (!plan.dryRun) {
    past.horizon = horizon;
    settle(past, derived);
    apply(present, past, folding, fold);
  }
  return {
    horizon,
    folded: folding.size,
    summaries: fold.summaries.size,
    kept,
    more: false,
  };
}

class Judge {
  readonly #present: Present;
  readonly #derived: DerivedLineage;
  readonly #past: Past;
  readonly #plan: RetainPlan;
  readonly #uses: ReadonlyMap<string, PointerUse>;
  readonly #needed: ReadonlySet<string>;

  constructor(present: Present, derived: DerivedLineage, past: Past, plan: RetainPlan) {
    this.#present = present;
    this.#derived = derived;
    this.#past = past;
    this.#plan = plan;
    this.#uses = allUses(present.runs.values(), past.uses);
    const { horizon } = plan;
    const isYoung = ({ from, at }: DependencyRow): boolean => {
      const end = present.runs.get(from)?.head?.end ?? null;
      return end === null || end >= horizon || at >= horizon;
    };
    this.#needed = new Set(derived.dependencies.filter(isYoung).map(({ to }) => to));
  }

  hasMany(component: string, day: string): boolean {
    let count = 0n;
    for (const { head, start } of this.#present.runs.values()) {
      if (head?.component === component && start !== null && dayOf(start) === day) count += 1n;
    }
    for (const daily of this.#past.summaries.values()) {
      if (daily.component === component && daily.day === day) count += daily.runs;
    }
    return count >= BigInt(this.#plan.runsADayMin);
  }

  lasts(pointer: string): boolean {
    const use = this.#uses.get(pointer);
    return use !== undefined && isLasting(use);
  }

  isDaily(key: string): boolean {
    return this.#past.summaries.has(key);
  }

  /** Where the run of a dependency went or will go, as its consumer's summary names it. */
  symbolOf(to: string): string {
    const daily = this.#past.summaries.get(to);
    if (daily !== undefined) return classOf(daily.component, daily.day);
    const run = this.#present.runs.get(to);
    if (run?.head == null || run.start === null) return to;
    const day = dayOf(run.start);
    return this.hasMany(run.head.component, day) ? classOf(run.head.component, day) : to;
  }

  reasonOf(run: RunFacts): KeptReason | null {
    const own = this.#ownReason(run);
    if (own !== null) return own;
    const inner = [...this.#present.runs.values()].filter(
      ({ key }) => this.#derived.ancestors.get(key)?.has(run.key) === true,
    );
    return inner.some((one) => this.#ownReason(one) !== null) ? 'nested' : null;
  }

  #ownReason(run: RunFacts): KeptReason | null {
    const { horizon } = this.#plan;
    const { head, start } = run;
    if (head === null || start === null) return 'unfinished';
    if (!this.hasMany(head.component, dayOf(start))) return 'fewADay';
    if (!isOver(run, horizon)) return 'unfinished';
    if (this.#isMarked(run)) return 'marked';
    if (this.#needed.has(run.key)) return 'needed';
    if (this.#isLastOfComponent(run)) return 'latest';
    const open = [...run.outputs.keys()].filter((pointer) => {
      const use = this.#uses.get(pointer);
      return use !== undefined && !isPast(use, horizon);
    });
    const coWrites = open.some((pointer) => this.#hasKinThatWrote(run.key, pointer, 'any'));
    if (!coWrites && open.some((pointer) => this.#isLatestWriter(run, pointer))) return 'latest';
    return coWrites ? 'nested' : null;
  }

  #isMarked(run: RunFacts): boolean {
    if (run.labels.size > 0) return true;
    const flagged = (pointer: string): boolean =>
      this.#present.pointers.get(pointer)?.flag?.value === 'true';
    return (
      [...run.outputs.keys()].some(flagged) ||
      [...this.#present.annotations.values()].some(({ subject, about, kind }) =>
        subject === 'run'
          ? about === run.key
          : subject === 'pointer' && kind !== 'flag' && run.outputs.has(about),
      )
    );
  }

  #isLastOfComponent(run: RunFacts): boolean {
    const { horizon } = this.#plan;
    const same = [...this.#present.runs.values()].filter(
      ({ head }) => head?.component === run.head?.component,
    );
    const isLater = ({ start }: RunFacts): boolean =>
      start !== null && run.start !== null && start < horizon && start > run.start;
    if (!same.some(isLater)) return true;
    const end = run.head?.end ?? null;
    const endedLater = ({ head }: RunFacts): boolean =>
      head?.state === 'ok' && head.end !== null && head.end < horizon && head.end > (end ?? 0n);
    return run.head?.state === 'ok' && !same.some(endedLater);
  }

  #hasKinThatWrote(run: string, pointer: string, where: 'any' | 'inside'): boolean {
    const { ancestors } = this.#derived;
    return [...this.#present.runs.values()].some(
      ({ key, outputs }) =>
        key !== run &&
        outputs.has(pointer) &&
        (ancestors.get(key)?.has(run) === true ||
          (where === 'any' && ancestors.get(run)?.has(key) === true)),
    );
  }

  #isLatestWriter(run: RunFacts, pointer: string): boolean {
    const { horizon } = this.#plan;
    const io = run.outputs.get(pointer);
    if (io === undefined) return false;
    const at = writtenAt(run, io) ?? 0n;
    return !(this.#derived.writers.get(pointer) ?? []).some(
      (other) =>
        other.at !== null &&
        other.at < horizon &&
        digestClass(other.digest) === digestClass(io.digest) &&
        (compareBigInts(other.at, at) || compareText(other.run, run.key)) > 0 &&
        !this.#hasKinThatWrote(other.run, pointer, 'inside'),
    );
  }
}

interface Fold {
  readonly summaries: ReadonlyMap<string, DailyState>;
  readonly edges: DailyEdges;
  /** The summary of each folded run. */
  readonly dailyOfRun: ReadonlyMap<string, string>;
}

function gather(
  folding: ReadonlyMap<string, RunFacts>,
  { dependencies }: DerivedLineage,
  judge: Judge,
): Fold {
  const own = new Map<string, DependencyRow[]>();
  for (const edge of dependencies) own.set(edge.from, [...(own.get(edge.from) ?? []), edge]);
  const summaries = new Map<string, DailyState>();
  const dailyOfRun = new Map<string, string>();
  for (const run of folding.values()) {
    const daily = dailyOf(
      run,
      (own.get(run.key) ?? []).map(({ to }) => judge.symbolOf(to)),
    );
    const known = summaries.get(daily.key);
    summaries.set(daily.key, known === undefined ? daily : mergeDaily(known, daily));
    dailyOfRun.set(run.key, daily.key);
  }
  const edges = new DailyEdges();
  for (const run of folding.values()) {
    const from = dailyOfRun.get(run.key) ?? '';
    for (const { to, pointer, at } of own.get(run.key) ?? []) {
      const kind = dailyOfRun.has(to) || judge.isDaily(to) ? 'daily' : 'run';
      const named = judge.lasts(pointer) ? pointer : '';
      edges.add({ from, to: dailyOfRun.get(to) ?? to, kind, pointer: named, at, reads: 1n });
    }
    for (const [pointer, io] of run.inputs) {
      const at = readAt(run, io);
      if (at === null || !judge.lasts(pointer)) continue;
      edges.add({ from, to: pointer, kind: 'pointer', pointer: '', at, reads: 1n });
    }
  }
  return { summaries, edges, dailyOfRun };
}

function apply(
  { runs, pointers, annotations }: Present,
  past: Past,
  folding: ReadonlyMap<string, RunFacts>,
  { summaries, edges, dailyOfRun }: Fold,
): void {
  for (const [key, state] of summaries) {
    const known = past.summaries.get(key);
    past.summaries.set(key, known === undefined ? state : mergeDaily(known, state));
  }
  for (const edge of past.edges) {
    const to = dailyOfRun.get(edge.to);
    edges.add(edge.kind === 'run' && to !== undefined ? { ...edge, to, kind: 'daily' } : edge);
  }
  past.edges = edges.all();
  for (const key of folding.keys()) {
    runs.delete(key);
    past.settled.delete(key);
  }
  for (const reads of past.settled.values()) {
    for (const [pointer, edge] of reads) {
      reads.set(pointer, { ...edge, to: dailyOfRun.get(edge.to) ?? edge.to });
    }
  }
  const uses = usesOfRuns(folding.values());
  const stays = new Set([
    ...[...runs.values()].flatMap((run) => [...run.inputs.keys(), ...run.outputs.keys()]),
    ...[...annotations.values()].flatMap(({ subject, about }) =>
      subject === 'pointer' ? [about] : [],
    ),
    ...past.edges.flatMap(({ kind, to }) => (kind === 'pointer' ? [to] : [])),
  ]);
  for (const [pointer, use] of uses) {
    if (!stays.has(pointer)) {
      pointers.delete(pointer);
      past.uses.delete(pointer);
      continue;
    }
    const known = past.uses.get(pointer);
    past.uses.set(pointer, {
      first: known !== undefined && known.first < use.first ? known.first : use.first,
      last: known !== undefined && known.last > use.last ? known.last : use.last,
    });
  }
}

function allUses(
  runs: Iterable<RunFacts>,
  folded: ReadonlyMap<string, PointerUse>,
): ReadonlyMap<string, PointerUse> {
  const all = new Map(usesOfRuns(runs));
  for (const [pointer, { first, last }] of folded) {
    const known = all.get(pointer);
    const use = known === undefined ? null : useOf([known.first, known.last, first, last]);
    if (use !== null) all.set(pointer, use);
  }
  return all;
}
