/** Labels on any engine that speaks Cypher. */
import type { CypherEngine, CypherRow, CypherValue, Query } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import type { PointerType } from '../facts/lineage-batch.ts';
import { newestLabellings, newestRetractions } from '../facts/newest-labels.ts';
import type {
  InputLabelRow,
  LabelCountRow,
  LabellingRow,
  LabelRow,
  LabelStore,
  RetractionRow,
  RunLabelRow,
} from '../label-store.ts';

const statements = {
  all: query('labels'),
  find: query('find-labels'),
  labelledRunCounts: query('labelled-run-counts'),
  labelledRuns: query('labelled-runs'),
  labelsOfRuns: query('labels-of-runs'),
  labelledInputs: query('labelled-inputs'),
  labellingsByLabel: query('labellings-by-label'),
  labellingsByPointer: query('labellings-by-pointer'),
  retractions: query('retractions'),
};

export class CypherLabels implements LabelStore {
  readonly #engine: CypherEngine;

  constructor(engine: CypherEngine) {
    this.#engine = engine;
  }

  async all(limit: number): Promise<readonly LabelRow[]> {
    return (await this.#ask(statements.all, { limit: BigInt(limit) })).map(labelRow);
  }

  async find(keys: readonly string[]): Promise<readonly LabelRow[]> {
    return (await this.#byKeys(statements.find, keys)).map(labelRow);
  }

  async runCounts(
    labels: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly LabelCountRow[]> {
    const parameters = { asOf, limit: BigInt(limit) };
    const rows = await this.#byKeys(statements.labelledRunCounts, labels, parameters);
    return rows.map((row) => ({
      label: asText(row.key),
      runs: Math.min(asNumber(row.runs), limit),
    }));
  }

  async runsWith(label: string, asOf: bigint, limit: number): Promise<readonly string[]> {
    const parameters = { label, asOf, limit: BigInt(limit) };
    return (await this.#ask(statements.labelledRuns, parameters)).map((row) => asText(row.run));
  }

  async ofRuns(runs: readonly string[]): Promise<readonly RunLabelRow[]> {
    const rows = await this.#byKeys(statements.labelsOfRuns, runs);
    return rows.map((row) => ({ run: asText(row.run), label: asText(row.label) }));
  }

  async ofInputs(runs: readonly string[], asOf: bigint): Promise<readonly InputLabelRow[]> {
    const rows = await this.#byKeys(statements.labelledInputs, runs, { asOf });
    const labelled = new Map<string, { label: string; name: string }[]>();
    for (const { pointer, label, name, value } of labellings(rows)) {
      if (!value) continue;
      labelled.set(pointer, [...(labelled.get(pointer) ?? []), { label, name }]);
    }
    const reads = new Map(rows.map((row) => [JSON.stringify([row.run, row.pointer]), row]));
    return [...reads.values()].flatMap((row) =>
      (labelled.get(asText(row.pointer)) ?? []).map(({ label, name }) => ({
        run: asText(row.run),
        label,
        pointer: name,
      })),
    );
  }

  async labellingsOf(labels: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]> {
    return labellings(await this.#byKeys(statements.labellingsByLabel, labels, { asOf }));
  }

  async labellingsAt(pointers: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]> {
    return labellings(await this.#byKeys(statements.labellingsByPointer, pointers, { asOf }));
  }

  async retractions(asOf: bigint): Promise<readonly RetractionRow[]> {
    const rows = await this.#ask(statements.retractions, { asOf });
    return newestRetractions(
      rows.map((row) => ({ name: asText(row.name), label: asText(row.label), ...statement(row) })),
    );
  }

  #ask(text: Query, parameters: Record<string, CypherValue>): Promise<readonly CypherRow[]> {
    return this.#engine.read((session) => session.run(text, parameters));
  }

  #byKeys(
    text: Query,
    keys: readonly string[],
    parameters: Record<string, CypherValue> = {},
  ): Promise<readonly CypherRow[]> {
    const wanted = [...new Set(keys)];
    return wanted.length === 0
      ? Promise.resolve([])
      : this.#ask(text, { keys: wanted, ...parameters });
  }
}

function labelRow(row: CypherRow): LabelRow {
  return { key: asText(row.key), name: asText(row.name) };
}

function labellings(rows: readonly CypherRow[]): readonly LabellingRow[] {
  return newestLabellings(
    rows.map((row) => ({
      label: asText(row.label),
      pointer: asText(row.pointer),
      name: asText(row.name),
      namespace: asText(row.namespace),
      type: asText(row.type) as PointerType,
      ...statement(row),
    })),
  );
}

function statement(row: CypherRow) {
  return {
    id: asText(row.id),
    value: asText(row.value),
    reason: orNull(row.reason, asText),
    by: orNull(row.by, asText),
    at: asBigInt(row.at),
  };
}
