import { asText } from './engines/row-values.ts';
import type { NameKind } from './forget/forgotten-names.ts';
import type { Fate } from './forget/redact-facts.ts';

/** A name that is to be forgotten, by its key. */
export interface Forgettable {
  readonly kind: NameKind;
  readonly key: string;
}

export interface TombstoneRow {
  /** `#` and the hash. */
  readonly key: string;
  readonly kind: NameKind;
  readonly fate: Fate;
}

export function tombstoneFrom(row: Record<string, unknown>): TombstoneRow {
  return {
    key: asText(row.key),
    kind: row.kind === 'run' ? 'run' : 'pointer',
    fate: asText(row.fate) as Fate,
  };
}

/** What proves a forget without repeating it. All but the sums is known before anything is touched. */
export interface ReceiptRow {
  readonly id: string;
  readonly at: bigint;
  readonly by: string | null;
  readonly reason: string | null;
  readonly subject: 'pointer' | 'run' | 'label';
  readonly fate: Fate;
  readonly scope: 'only' | 'alone' | 'downstream';
  readonly pointers: bigint;
  readonly runs: bigint;
  /** Keys of some tombstones, the subject's first. */
  readonly hashes: readonly string[];
  /** SHA-256 over the keys of all tombstones in their order. */
  readonly allHashes: string;
  /** Taken away so far, besides names: values, texts and statements. */
  readonly metrics: bigint;
  readonly triggers: bigint;
  readonly annotations: bigint;
  /** Everything that is meant has been written down. */
  readonly marked: boolean;
  readonly done: boolean;
}

/**
 * How a store forgets: `mark` writes down what is meant, `sweep` does it in steps of bounded size until
 * it gives false. From the mark on, what arrives of a marked name is forgotten too. Both may be broken
 * off anywhere and done again.
 */
export interface Forgetting {
  /** Salts under which names were hashed, the first one is for new ones; none: nothing was forgotten. */
  salts(): Promise<readonly string[]>;
  addSalts(salts: readonly string[]): Promise<void>;
  /** Which of these are tombstones. */
  tombstones(keys: readonly string[]): Promise<readonly TombstoneRow[]>;
  /** Tombstones of names that need not be known here. An erased name stays erased. */
  keep(rows: readonly TombstoneRow[], receipt: string | null): Promise<void>;
  /** Ties kept tombstones to what they are to take the place of. */
  mark(rows: readonly (Forgettable & { readonly tombstone: string })[]): Promise<void>;
  /** One step, counted to its receipt; false: nothing is marked any more. */
  sweep(): Promise<boolean>;
  saveReceipt(receipt: ReceiptRow): Promise<void>;
  receipts(): Promise<readonly ReceiptRow[]>;
  /** Runs that read or wrote these pointers. */
  runsOfPointers(pointers: readonly string[]): Promise<readonly PointerRunRow[]>;
  /** Keys of all pointers and runs, in pages. */
  names(): AsyncIterable<readonly Forgettable[]>;
}

export interface PointerRunRow {
  readonly pointer: string;
  readonly run: string;
  readonly how: 'read' | 'wrote';
}
