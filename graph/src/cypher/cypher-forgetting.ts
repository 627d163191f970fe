/** Forgetting on any engine that speaks Cypher. */
import type { CypherEngine } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asRecord, asText } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { receiptFrom, receiptProperties } from '../forget/receipt.ts';
import { saltsOf } from '../forget/salts.ts';
import { sweepForgotten } from '../forget/sweep-forgotten.ts';
import {
  type Forgettable,
  type Forgetting,
  type PointerRunRow,
  type ReceiptRow,
  type TombstoneRow,
  tombstoneFrom,
} from '../forgetting.ts';
import type { StoreRules } from '../retention/horizon.ts';
import { storedNames } from '../transfer/stored-facts.ts';

const statements = {
  meta: query('meta'),
  saveSalts: query('forget/save-salts'),
  tombstones: query('forget/tombstones'),
  saveTombstones: query('forget/save-tombstones'),
  markPointers: query('forget/mark-pointers'),
  markRuns: query('forget/mark-runs'),
  markSpans: query('forget/mark-spans'),
  saveReceipt: query('forget/save-receipt'),
  receipts: query('forget/receipts'),
  writers: query('forget/writers-of-pointers'),
  readers: query('forget/readers-of-pointers'),
};

const EVERY = 2n ** 62n;

export class CypherForgetting implements Forgetting {
  readonly #engine: CypherEngine;
  readonly #rules: StoreRules;

  constructor(engine: CypherEngine, rules: StoreRules) {
    this.#engine = engine;
    this.#rules = rules;
  }

  async salts(): Promise<readonly string[]> {
    const [row] = await this.#engine.read((session) => session.run(statements.meta));
    return saltsOf(row);
  }

  async addSalts(salts: readonly string[]): Promise<void> {
    await this.#engine.write(async (session) => {
      const [row] = await session.run(statements.meta);
      const known = saltsOf(row);
      const added = salts.filter((salt) => !known.includes(salt));
      if (added.length > 0) {
        await session.run(statements.saveSalts, { salts: [...known, ...added] });
      }
    });
  }

  async tombstones(keys: readonly string[]): Promise<readonly TombstoneRow[]> {
    const rows = await this.#engine.read((session) =>
      readByKeys(session, statements.tombstones, keys),
    );
    return rows.map(tombstoneFrom);
  }

  async keep(rows: readonly TombstoneRow[], receipt: string | null): Promise<void> {
    await this.#engine.write(async (session) => {
      const keys = rows.map(({ key }) => key);
      const known = await readByKeys(session, statements.tombstones, keys);
      const erased = new Set(known.flatMap((row) => (row.fate === 'erase' ? [row.key] : [])));
      const kept = rows.map(({ key, kind, fate }) => ({
        key,
        kind,
        fate: erased.has(key) ? 'erase' : fate,
        ...(receipt === null ? {} : { receipt }),
      }));
      await writeRows(session, statements.saveTombstones, kept);
    });
  }

  async mark(rows: readonly (Forgettable & { readonly tombstone: string })[]): Promise<void> {
    const of = (kind: Forgettable['kind']) =>
      rows
        .filter((row) => row.kind === kind)
        .map(({ key, tombstone }) => ({ key: tombstone, name: key }));
    await this.#engine.write(async (session) => {
      await writeRows(session, statements.markPointers, of('pointer'));
      await writeRows(session, statements.markRuns, of('run'));
      await writeRows(session, statements.markSpans, of('run'));
    });
  }

  sweep(): Promise<boolean> {
    const { kind } = this.#engine;
    return this.#engine.write((session) => sweepForgotten(session, kind, this.#rules));
  }

  async saveReceipt(receipt: ReceiptRow): Promise<void> {
    await this.#engine.write((session) =>
      session.run(statements.saveReceipt, {
        key: receipt.id,
        properties: receiptProperties(receipt),
      }),
    );
  }

  async receipts(): Promise<readonly ReceiptRow[]> {
    const rows = await this.#engine.read((session) => session.run(statements.receipts));
    return rows.map((row) => receiptFrom(asRecord(row.node)));
  }

  runsOfPointers(pointers: readonly string[]): Promise<readonly PointerRunRow[]> {
    if (pointers.length === 0) return Promise.resolve([]);
    const parameters = { keys: [...pointers], limit: EVERY };
    return this.#engine.read(async (session) => {
      const rows = async (how: 'read' | 'wrote'): Promise<PointerRunRow[]> => {
        const statement = how === 'read' ? statements.readers : statements.writers;
        const found = await session.run(statement, parameters);
        return found.map((row) => ({ pointer: asText(row.pointer), run: asText(row.run), how }));
      };
      return [...(await rows('wrote')), ...(await rows('read'))];
    });
  }

  names(): AsyncIterable<readonly Forgettable[]> {
    return storedNames(this.#engine);
  }
}
