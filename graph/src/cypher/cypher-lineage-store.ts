/** The lineage store on any engine that speaks Cypher. */
import type { CypherEngine, CypherRow, CypherValue, Query } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asList, asRecord, asRecords, asText, orNull } from '../engines/row-values.ts';
import { type FactPart, joinParts } from '../facts/fact-parts.ts';
import { keyOf } from '../facts/keys.ts';
import type { LineageBatch, PointerType, WriteReport } from '../facts/lineage-batch.ts';
import { newestFlags } from '../facts/newest-flags.ts';
import { annotationFrom, codeFrom, triggerFrom } from '../facts/properties.ts';
import type { Forgetting } from '../forgetting.ts';
import type { CypherReader } from '../free-cypher/cypher-reader.ts';
import { refuseWrites } from '../free-cypher/refuse-writes.ts';
import type {
  AnnotationRow,
  CheckRow,
  ComponentFilter,
  ComponentRow,
  ComponentRunsQuery,
  ConfigurationRow,
  DailyRow,
  DependencyRow,
  FlagRow,
  FresherQuery,
  FresherRow,
  GraphDump,
  KinRow,
  LineageStore,
  MetricRow,
  OutputRow,
  PointerRow,
  ProducerRow,
  ProducersQuery,
  RecentRunsQuery,
  RunContentsRow,
  RunDetailsRow,
  RunPair,
  RunRow,
  RunTraits,
  SliceMemberRow,
  SliceRow,
  SliceRunsQuery,
  TriggerRow,
  UnitMetricRow,
} from '../lineage-store.ts';
import {
  readDailyConsumers,
  readDailyContents,
  readDailyHistory,
  readDailyRuns,
} from '../retention/daily-rows.ts';
import { readHorizon } from '../retention/horizon.ts';
import { retain } from '../retention/retain.ts';
import type { RetainPlan, RetainReport } from '../retention/retention-rules.ts';
import type { StoreUpkeep } from '../store-upkeep.ts';
import { dumpOf } from '../transfer/graph-dump.ts';
import { storedFacts } from '../transfer/stored-facts.ts';
import { CypherWriter, REPAIRS, type RepairOptions } from '../write/cypher-writer.ts';
import {
  type Asking,
  fetchDependencies,
  fetchDependencyPairs,
  fetchDependents,
} from '../write/pending-dependencies.ts';
import { loadPending } from '../write/pending-repairs.ts';
import { CypherForgetting } from './cypher-forgetting.ts';
import { CypherLabels } from './cypher-labels.ts';
import * as slices from './cypher-slices.ts';
import { CypherUpkeep } from './cypher-upkeep.ts';
import { fetchProducers } from './fetch-producers.ts';
import { componentRuns, fresherRuns, recentRuns } from './runs-by-time.ts';
import { schemaVersion } from './schema-files.ts';
import { contentRow, metricRow, runRow } from './store-rows.ts';

const statements = {
  findPointers: query('find-pointers'),
  findComponents: query('find-components'),
  findRuns: query('find-runs'),
  samplePointers: query('sample-pointers'),
  runs: query('runs'),
  contents: query('contents'),
  runDetails: query('run-details'),
  metrics: query('metrics'),
  unfinishedProducers: query('unfinished-producers'),
  consumers: query('consumers'),
  ancestors: query('ancestors'),
  flags: query('flags'),
  annotationsOfRun: query('annotations-of-run'),
  dumpNodes: query('dump-nodes'),
  dumpEdges: query('dump-edges'),
};

export class CypherLineageStore implements LineageStore {
  readonly #engine: CypherEngine;
  readonly #clockSkew: bigint;
  readonly labels: CypherLabels;
  readonly cypher: CypherReader;
  readonly upkeep: StoreUpkeep;
  readonly forgetting: Forgetting;
  readonly #writer: CypherWriter;

  constructor(engine: CypherEngine, clockSkew: bigint, repairs: RepairOptions = REPAIRS) {
    this.#engine = engine;
    this.cypher = {
      dialect: engine.kind,
      read: async (statement) => {
        refuseWrites(statement.text);
        return engine.readFreely(statement);
      },
    };
    this.#clockSkew = clockSkew;
    this.labels = new CypherLabels(engine);
    this.upkeep = new CypherUpkeep(engine);
    this.#writer = new CypherWriter(engine, clockSkew, repairs);
    this.forgetting = new CypherForgetting(engine, { clockSkew, repairMax: repairs.max });
  }

  write(batch: LineageBatch): Promise<WriteReport> {
    return this.#writer.write(batch);
  }

  repair(): Promise<boolean> {
    return this.#writer.repair();
  }

  async pendingRepairs(): Promise<number> {
    return (await this.#engine.read(loadPending)).length;
  }

  /** Does one part of a pending repair behind the caller's back; `close` waits for it. */
  carryOn(): void {
    this.#writer.carryOn();
  }

  retain(plan: RetainPlan): Promise<RetainReport> {
    return retain(this.#engine, plan);
  }

  horizon(): Promise<bigint | null> {
    return this.#engine.read(readHorizon);
  }

  async configuration(): Promise<ConfigurationRow> {
    return { schema: schemaVersion(), clockSkew: this.#clockSkew };
  }

  async *facts(): AsyncGenerator<FactPart> {
    yield { receipts: await this.forgetting.receipts() };
    yield* storedFacts(this.#engine);
  }

  async merge(parts: readonly FactPart[]): Promise<void> {
    for (const receipt of parts.flatMap((part) => part.receipts ?? [])) {
      await this.forgetting.saveReceipt(receipt);
    }
    const tombstones = parts.flatMap((part) => part.tombstones ?? []);
    if (tombstones.length > 0) await this.forgetting.keep(tombstones, null);
    await this.#writer.merge(joinParts(parts));
  }

  async findPointers(names: readonly string[]): Promise<readonly PointerRow[]> {
    const rows = await this.#ask(statements.findPointers, { names: names.map(keyOf) });
    return rows.map((row) => ({
      key: asText(row.key),
      namespace: asText(row.namespace),
      name: asText(row.name),
      type: asText(row.type) as PointerType,
    }));
  }

  async findComponents(filter: ComponentFilter): Promise<readonly ComponentRow[]> {
    const { name, namespace, owner, tag } = filter;
    const rows = await this.#ask(statements.findComponents, {
      name: name === undefined ? null : keyOf(name),
      namespace: namespace ?? null,
      owner: owner ?? null,
      tag: tag ?? null,
    });
    return rows.map((row) => ({
      key: asText(row.key),
      namespace: asText(row.namespace),
      name: asText(row.name),
      description: orNull(row.description, asText),
      owner: orNull(row.owner, asText),
      tags: asList(row.tags).map(asText),
    }));
  }

  async findRuns(idPrefix: string, limit: number): Promise<readonly string[]> {
    const rows = await this.#ask(statements.findRuns, { start: idPrefix, limit: BigInt(limit) });
    return rows.map((row) => asText(row.key));
  }

  async sampleNames(
    kind: 'pointer' | 'run',
    start: string,
    limit: number,
  ): Promise<readonly string[]> {
    const statement = kind === 'pointer' ? statements.samplePointers : statements.findRuns;
    const rows = await this.#ask(statement, { start, limit: BigInt(limit) });
    return rows.map((row) => asText(kind === 'pointer' ? row.name : row.key));
  }

  async runs(keys: readonly string[]): Promise<readonly RunRow[]> {
    const rows = await this.#byKeys(statements.runs, keys);
    const daily = await this.#engine.read((session) => readDailyRuns(session, keys));
    return [...rows.map(runRow), ...daily];
  }

  async contents(runs: readonly string[]): Promise<readonly RunContentsRow[]> {
    const rows = await this.#byKeys(statements.contents, runs);
    const daily = await this.#engine.read((session) => readDailyContents(session, runs));
    return [
      ...rows.map((row) => ({
        run: asText(row.run),
        codeVersion: orNull(row.codeVersion, asText),
        codeDigest: orNull(row.codeDigest, asText),
        inputs: asRecords(row.inputs).map(contentRow),
        outputs: asRecords(row.outputs).map(contentRow),
      })),
      ...daily,
    ];
  }

  async runDetails(key: string): Promise<RunDetailsRow | null> {
    const [row] = await this.#ask(statements.runDetails, { key });
    if (row === undefined) return null;
    const node = asRecord(row.node);
    const [code] = asRecords(row.codes).map(codeFrom);
    return {
      service: orNull(node.service, asText),
      traceId: orNull(node.traceId, asText),
      spanId: orNull(node.spanId, asText),
      code: code ?? null,
      triggers: asRecords(row.triggers).map((trigger): TriggerRow => triggerFrom(trigger)),
      slices: asRecords(row.slices).map((slice) => ({
        key: asText(slice.key),
        value: asText(slice.value),
      })),
      labels: asList(row.labels).map(asText),
      partOf: asList(row.partOf).map(asText),
    };
  }

  componentRuns(wanted: ComponentRunsQuery): Promise<readonly string[]> {
    return this.#engine.read((session) => componentRuns(session, this.#engine.kind, wanted));
  }

  recentRuns(wanted: RecentRunsQuery): Promise<readonly string[]> {
    return this.#engine.read((session) => recentRuns(session, this.#engine.kind, wanted));
  }

  async metrics(runs: readonly string[]): Promise<readonly MetricRow[]> {
    return (await this.#byKeys(statements.metrics, runs, { units: false })).map(metricRow);
  }

  async metricsWithUnits(runs: readonly string[]): Promise<readonly UnitMetricRow[]> {
    const rows = await this.#byKeys(statements.metrics, runs, { units: true });
    return rows.map((row) => ({ ...metricRow(row), unit: orNull(row.unit, asText) }));
  }

  dailyRuns(component: string, since: string, until: string): Promise<readonly DailyRow[]> {
    return this.#engine.read((session) => readDailyHistory(session, component, since, until));
  }

  findSlices(keys: readonly string[]): Promise<readonly SliceRow[]> {
    return this.#engine.read((session) => slices.readSlices(session, keys));
  }

  sampleSlices(start: string, limit: number): Promise<readonly Pick<SliceRow, 'name' | 'value'>[]> {
    return this.#engine.read((session) => slices.sampleSlices(session, start, limit));
  }

  sliceRuns(wanted: SliceRunsQuery): Promise<readonly string[]> {
    return this.#engine.read((session) => slices.readSliceRuns(session, wanted));
  }

  slicesOf(runs: readonly string[]): Promise<readonly SliceMemberRow[]> {
    return this.#engine.read((session) => slices.readSlicesOf(session, runs));
  }

  traits(runs: Iterable<string>): Promise<readonly RunTraits[]> {
    return this.#engine.read((session) => slices.readTraits(session, runs));
  }

  componentTraits(wanted: ComponentRunsQuery): Promise<readonly RunTraits[]> {
    return this.#engine.read((session) =>
      slices.readComponentTraits(session, this.#engine.kind, wanted),
    );
  }

  outputs(runs: readonly string[], asOf: bigint): Promise<readonly OutputRow[]> {
    return this.#engine.read((session) => slices.readOutputs(session, runs, asOf));
  }

  checks(runs: readonly string[]): Promise<readonly CheckRow[]> {
    return this.#engine.read((session) => slices.readChecks(session, runs));
  }

  dependencies(runs: readonly string[], asOf: bigint): Promise<readonly DependencyRow[]> {
    return this.#ofRuns(runs, asOf, fetchDependencies);
  }

  dependencyPairs(runs: readonly string[], asOf: bigint): Promise<readonly RunPair[]> {
    return this.#ofRuns(runs, asOf, fetchDependencyPairs);
  }

  dependents(
    runs: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly DependencyRow[]> {
    return this.#ofRuns(runs, asOf, (asking, keys) => fetchDependents(asking, keys, limit));
  }

  producers(queries: readonly ProducersQuery[], limit: number): Promise<readonly ProducerRow[]> {
    return this.#engine.read((session) =>
      fetchProducers(session, this.#engine.kind, queries, BigInt(limit)),
    );
  }

  async unfinishedProducers(pointer: string, asOf: bigint): Promise<readonly string[]> {
    const rows = await this.#ask(statements.unfinishedProducers, { pointer, asOf });
    return rows.map((row) => asText(row.run));
  }

  async consumers(pointer: string, asOf: bigint, limit: number): Promise<readonly string[]> {
    const rows = await this.#ask(statements.consumers, { pointer, asOf, limit: BigInt(limit) });
    const room = limit - rows.length;
    const daily = await this.#engine.read((session) =>
      readDailyConsumers(session, pointer, asOf, room),
    );
    return [...rows.map((row) => asText(row.run)), ...daily];
  }

  async ancestors(runs: readonly string[]): Promise<readonly KinRow[]> {
    return (await this.#byKeys(statements.ancestors, runs)).map((row) => ({
      run: asText(row.run),
      ancestor: asText(row.ancestor),
    }));
  }

  fresherRuns(queries: readonly FresherQuery[]): Promise<readonly FresherRow[]> {
    return this.#engine.read((session) => fresherRuns(session, this.#engine.kind, queries));
  }

  async flags(asOf: bigint): Promise<readonly FlagRow[]> {
    const rows = await this.#ask(statements.flags, { asOf });
    return newestFlags(
      rows.map((row) => ({
        id: asText(row.id),
        pointer: asText(row.pointer),
        name: asText(row.name),
        namespace: asText(row.namespace),
        value: asText(row.value),
        reason: orNull(row.reason, asText),
        by: orNull(row.by, asText),
        at: asBigInt(row.at),
      })),
    );
  }

  async annotations(run: string): Promise<readonly AnnotationRow[]> {
    const rows = await this.#ask(statements.annotationsOfRun, { key: run });
    return rows.map((row) => annotationFrom(asRecord(row.annotation)));
  }

  async dump(): Promise<GraphDump> {
    const nodes = await this.#ask(statements.dumpNodes, {});
    const edges = await this.#ask(statements.dumpEdges, {});
    return dumpOf(
      nodes.map((row) => ({ label: asText(row.label), properties: asRecord(row.properties) })),
      edges.map((row) => ({
        type: asText(row.type),
        from: [asText(row.fromLabel), asText(row.from)],
        to: [asText(row.toLabel), asText(row.to)],
        properties: asRecord(row.properties),
      })),
    );
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#engine.close();
  }

  async #ofRuns<T>(
    runs: readonly string[],
    asOf: bigint,
    fetch: (asking: Asking, keys: readonly string[]) => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    if (runs.length === 0) return [];
    const rules = { kind: this.#engine.kind, clockSkew: this.#clockSkew, asOf };
    return this.#engine.read((session) => fetch({ session, ...rules }, [...new Set(runs)]));
  }

  #ask(statement: Query, parameters: Record<string, CypherValue>): Promise<readonly CypherRow[]> {
    return this.#engine.read((session) => session.run(statement, parameters));
  }

  #byKeys(
    statement: Query,
    keys: readonly string[],
    parameters: Record<string, CypherValue> = {},
  ): Promise<readonly CypherRow[]> {
    return keys.length === 0
      ? Promise.resolve([])
      : this.#ask(statement, { keys: [...new Set(keys)], ...parameters });
  }
}
