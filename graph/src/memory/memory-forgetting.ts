/** Forgetting in the reference model: the same rules, with all facts at hand. */

import type { GatheredFacts } from '../facts/gathered-facts.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { candidatesOf, namesAmong } from '../forget/forgotten-names.ts';
import { type ForgottenName, redactFacts } from '../forget/redact-facts.ts';
import type {
  Forgettable,
  Forgetting,
  PointerRunRow,
  ReceiptRow,
  TombstoneRow,
} from '../forgetting.ts';

export interface FactHolder {
  facts(): GatheredFacts;
  replace(facts: GatheredFacts): void;
}

export class MemoryForgetting implements Forgetting {
  readonly #holder: FactHolder;
  readonly #salts: string[] = [];
  readonly #tombstones = new Map<string, TombstoneRow>();
  readonly #receipts = new Map<string, ReceiptRow>();
  readonly #receiptOf = new Map<string, string>();
  #waiting: (Forgettable & { readonly tombstone: string })[] = [];

  constructor(holder: FactHolder) {
    this.#holder = holder;
  }

  /** What may be merged of these facts. */
  left(facts: GatheredFacts): { readonly facts: GatheredFacts; readonly forgotten: number } {
    if (this.#salts.length === 0) return { facts, forgotten: 0 };
    const candidates = candidatesOf(facts, this.#salts);
    const found = [...candidates.keys()].flatMap((key) => this.#tombstones.get(key) ?? []);
    const names = namesAmong(candidates, found);
    return { facts: redactFacts(facts, names), forgotten: found.length };
  }

  rows(): readonly TombstoneRow[] {
    return [...this.#tombstones.values()];
  }

  async salts(): Promise<readonly string[]> {
    return this.#salts;
  }

  async addSalts(salts: readonly string[]): Promise<void> {
    this.#salts.push(...salts.filter((salt) => !this.#salts.includes(salt)));
  }

  async tombstones(keys: readonly string[]): Promise<readonly TombstoneRow[]> {
    return keys.flatMap((key) => this.#tombstones.get(key) ?? []);
  }

  async keep(rows: readonly TombstoneRow[], receipt: string | null): Promise<void> {
    for (const row of rows) {
      const erased = this.#tombstones.get(row.key)?.fate === 'erase';
      this.#tombstones.set(row.key, erased ? { ...row, fate: 'erase' } : row);
      if (receipt !== null) this.#receiptOf.set(row.key, receipt);
    }
  }

  async mark(rows: readonly (Forgettable & { readonly tombstone: string })[]): Promise<void> {
    this.#waiting.push(...rows);
  }

  async sweep(): Promise<boolean> {
    if (this.#waiting.length === 0) return false;
    const facts = this.#holder.facts();
    const names = {
      pointer: new Map<string, ForgottenName>(),
      run: new Map<string, ForgottenName>(),
    };
    for (const { kind, key, tombstone } of this.#waiting) {
      const fate = this.#tombstones.get(tombstone)?.fate ?? 'tombstone';
      names[kind].set(key, { as: tombstone, fate });
    }
    const receipt = this.#receiptOf.get(this.#waiting[0]?.tombstone ?? '') ?? null;
    this.#waiting = [];
    const left = redactFacts(facts, { pointers: names.pointer, runs: names.run });
    const gone = [...names.run.keys()].flatMap((key) => facts.runs.get(key) ?? []);
    const annotations = BigInt(facts.annotations.size - left.annotations.size);
    this.#holder.replace(left);
    const known = receipt === null ? undefined : this.#receipts.get(receipt);
    if (known !== undefined) {
      const sum = (of: (run: RunFacts) => number) =>
        BigInt(gone.reduce((n, run) => n + of(run), 0));
      this.#receipts.set(known.id, {
        ...known,
        metrics: known.metrics + sum((run) => run.metrics.size),
        triggers: known.triggers + sum((run) => run.triggers.size),
        annotations: known.annotations + annotations,
      });
    }
    return true;
  }

  async saveReceipt(receipt: ReceiptRow): Promise<void> {
    this.#receipts.set(receipt.id, receipt);
  }

  async receipts(): Promise<readonly ReceiptRow[]> {
    return [...this.#receipts.values()];
  }

  async runsOfPointers(pointers: readonly string[]): Promise<readonly PointerRunRow[]> {
    const wanted = new Set(pointers);
    return [...this.#holder.facts().runs.values()].flatMap((run) => [
      ...[...run.outputs.keys()]
        .filter((pointer) => wanted.has(pointer))
        .map((pointer) => ({ pointer, run: run.key, how: 'wrote' as const })),
      ...[...run.inputs.keys()]
        .filter((pointer) => wanted.has(pointer))
        .map((pointer) => ({ pointer, run: run.key, how: 'read' as const })),
    ]);
  }

  async *names(): AsyncGenerator<readonly Forgettable[]> {
    const { runs, pointers } = this.#holder.facts();
    yield [...pointers.keys()].map((key) => ({ kind: 'pointer' as const, key }));
    const spans = [...runs.values()].flatMap(({ parents, links }) => [...parents, ...links]);
    yield [...runs.keys(), ...spans].map((key) => ({ kind: 'run' as const, key }));
  }
}
