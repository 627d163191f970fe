import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asList, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import { DayCounts } from './day-counts.ts';
import { isLasting, type PointerUse, type RetainPlan } from './retention-rules.ts';

const lastOfComponent = query('retain/last-of-component');
const uses = query('retain/uses');

const KNOWN_MAX = 20_000;

export interface LastOfComponent {
  /** Start of the last run that started before the horizon. */
  readonly start: bigint | null;
  /** End of the last ok run that ended before it. */
  readonly end: bigint | null;
}

/**
 * What one call of retention learns once and uses for every slice. Folding changes none of it, so a
 * transaction that is tried again finds it as right as before.
 */
export class FoldContext {
  readonly kind: EngineKind;
  readonly plan: RetainPlan;
  readonly horizon: bigint;
  readonly counts: DayCounts = new DayCounts();
  readonly #lasts = new Map<string, LastOfComponent>();
  readonly #lasting = new Map<string, PointerUse>();

  constructor(kind: EngineKind, plan: RetainPlan, horizon: bigint) {
    this.kind = kind;
    this.plan = plan;
    this.horizon = horizon;
  }

  hasMany(component: string, day: string): boolean {
    return this.counts.of({ component, day }) >= this.plan.runsADayMin;
  }

  async lastOf(session: CypherSession, component: string): Promise<LastOfComponent> {
    const known = this.#lasts.get(component);
    if (known !== undefined) return known;
    const [row] = await session.run(lastOfComponent, { component, horizon: this.horizon });
    const last = { start: orNull(row?.start, asBigInt), end: orNull(row?.end, asBigInt) };
    this.#lasts.set(component, last);
    return last;
  }

  /** When pointers were first and last used. A use of more than a day only grows, so it is kept. */
  async usesOf(
    session: CypherSession,
    pointers: Iterable<string>,
  ): Promise<ReadonlyMap<string, PointerUse>> {
    const found = new Map<string, PointerUse>();
    const missing: string[] = [];
    for (const pointer of new Set(pointers)) {
      const known = this.#lasting.get(pointer);
      if (known === undefined) missing.push(pointer);
      else found.set(pointer, known);
    }
    if (this.#lasting.size > KNOWN_MAX) this.#lasting.clear();
    for (const row of await readByKeys(session, uses, missing)) {
      const times = asList(row.times).flatMap((time) => orNull(time, asBigInt) ?? []);
      const use = useOf(times);
      if (use === null) continue;
      const pointer = asText(row.key);
      found.set(pointer, use);
      if (isLasting(use)) this.#lasting.set(pointer, use);
    }
    return found;
  }
}

export function useOf(times: readonly bigint[]): PointerUse | null {
  const [any] = times;
  if (any === undefined) return null;
  return {
    first: times.reduce((least, at) => (at < least ? at : least), any),
    last: times.reduce((most, at) => (at > most ? at : most), any),
  };
}
