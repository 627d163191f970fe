/** How many runs a component had on a day, folded ones included: what makes its runs many. */
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asNumber, asText } from '../engines/row-values.ts';
import { readByRows } from '../engines/statements.ts';
import { MICROSECONDS_A_DAY } from './retention-rules.ts';

const runsOfDays = query('retain/runs-of-days');
const foldedOfDays = query('retain/folded-of-days');

const KNOWN_MAX = 10_000;

export interface ComponentDay {
  readonly component: string;
  readonly day: string;
}

/** Folding moves runs from one side of the sum to the other, so what was counted once stays right. */
export class DayCounts {
  readonly #known = new Map<string, number>();

  async read(session: CypherSession, wanted: Iterable<ComponentDay>): Promise<void> {
    const all = new Map([...wanted].map((one) => [keyOf(one), one]));
    if (this.#known.size + all.size > KNOWN_MAX) this.#known.clear();
    const missing = [...all].filter(([key]) => !this.#known.has(key));
    if (missing.length === 0) return;
    for (const [key] of missing) this.#known.set(key, 0);
    const rows = missing.map(([, one]) => ({ ...one, ...boundsOf(one.day) }));
    for (const statement of [runsOfDays, foldedOfDays]) {
      for (const row of await readByRows(session, statement, rows)) {
        const key = keyOf({ component: asText(row.component), day: asText(row.day) });
        this.#known.set(key, (this.#known.get(key) ?? 0) + asNumber(row.runs));
      }
    }
  }

  /** Of what the last `read` was asked; 0 when it was not read. */
  of(one: ComponentDay): number {
    return this.#known.get(keyOf(one)) ?? 0;
  }
}

/** The day's first µs and the next day's. */
export function boundsOf(day: string): { readonly from: bigint; readonly until: bigint } {
  const from = BigInt(Date.parse(`${day}T00:00:00Z`)) * 1_000n;
  return { from, until: from + MICROSECONDS_A_DAY };
}

function keyOf({ component, day }: ComponentDay): string {
  return JSON.stringify([component, day]);
}
