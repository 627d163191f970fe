/**
 * The reference model: facts in maps, everything derived from scratch when asked. Slow and plain on
 * purpose; the stores are tested against it, and small programs may use it.
 */

import { schemaVersion } from '../cypher/schema-files.ts';
import { type DerivedLineage, deriveLineage } from '../facts/derived-lineage.ts';
import { distinctPairs } from '../facts/distinct-pairs.ts';
import { type FactPart, joinParts } from '../facts/fact-parts.ts';
import {
  type AnnotationState,
  type CodeState,
  type ComponentState,
  type GatheredFacts,
  gatherFacts,
  mergeAnnotations,
  mergeCodes,
  mergeComponents,
} from '../facts/gathered-facts.ts';
import { compareText } from '../facts/keys.ts';
import type { LineageBatch, WriteReport } from '../facts/lineage-batch.ts';
import { newestFlags } from '../facts/newest-flags.ts';
import { mergePointers, type PointerState } from '../facts/pointer-state.ts';
import {
  type IoState,
  mergeRunFacts,
  type RunFacts,
  readAt,
  writtenAt,
} from '../facts/run-facts.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { adoptWaiting, mergeWaiting, type WaitingFacts } from '../facts/waiting-facts.ts';
import type * as Rows from '../lineage-store.ts';
import { dailyContents, dailyRows, dailyRunRow, dailyTraits } from '../retention/daily-rows.ts';
import { keptFacts, splitByHorizon } from '../retention/horizon.ts';
import { noPast, retainInMemory, settle } from '../retention/memory-retention.ts';
import type { RetainPlan, RetainReport } from '../retention/retention-rules.ts';
import type { StoreCounts, StoreUpkeep } from '../store-upkeep.ts';
import { dumpFacts } from '../transfer/facts-dump.ts';
import { MemoryForgetting } from './memory-forgetting.ts';
import { MemoryLabels } from './memory-labels.ts';
import * as slices from './memory-slices.ts';

export class MemoryLineageStore implements Rows.LineageStore {
  readonly cypher = null;
  readonly #runs = new Map<string, RunFacts>();
  readonly #components = new Map<string, ComponentState>();
  readonly #pointers = new Map<string, PointerState>();
  readonly #codes = new Map<string, CodeState>();
  readonly #labels = new Map<string, string>();
  readonly #annotations = new Map<string, AnnotationState>();
  readonly #waiting = new Map<string, WaitingFacts>();
  readonly #waitsSince = new Map<string, bigint>();
  #clockSkew: bigint;
  readonly labels: MemoryLabels = new MemoryLabels({
    runs: this.#runs,
    pointers: this.#pointers,
    labels: this.#labels,
    annotations: this.#annotations,
    dependencies: () => this.#derive().dependencies,
  });
  #past = noPast();
  #derived: DerivedLineage | null = null;
  readonly forgetting: MemoryForgetting = new MemoryForgetting({
    facts: () => this.#facts(),
    replace: (facts) => this.#replace(facts),
  });

  constructor({ clockSkew = 0n }: { clockSkew?: bigint } = {}) {
    this.#clockSkew = clockSkew;
  }

  async write(given: LineageBatch): Promise<WriteReport> {
    const { horizon } = this.#past;
    const known = new Set(this.#runs.keys());
    const { batch, rejected } =
      horizon === null ? { batch: given, rejected: [] } : splitByHorizon(given, horizon, known);
    const facts = gatherFacts(batch);
    const forgotten = this.#merge(facts);
    return {
      runs: facts.runs.size,
      annotations: batch.annotations.length,
      rejected,
      ...(forgotten === 0 ? {} : { forgotten }),
      ...waitingAmong(facts.waiting.keys(), this.#waiting),
    };
  }

  readonly upkeep: StoreUpkeep = {
    schema: async () => {
      const known = schemaVersion();
      const rederiving = null;
      return { version: known, known, clockSkew: this.#clockSkew, rederiving, elements: [] };
    },
    applySchema: async () => undefined,
    rederive: async (clockSkew) => {
      this.#clockSkew = clockSkew ?? this.#clockSkew;
      this.#derived = null;
      return { clockSkew: this.#clockSkew, runs: this.#runs.size };
    },
    countWaiting: async () => this.#waiting.size,
    expireWaiting: async (before) => {
      const expired = [...this.#waiting.values()].filter(
        ({ key }) => (this.#waitsSince.get(key) ?? before) < before,
      );
      for (const { key } of expired) this.#waiting.delete(key);
      for (const key of this.#waitsSince.keys()) {
        if (!this.#waiting.has(key)) this.#waitsSince.delete(key);
      }
      return expired.map(({ key, parent }) => ({ span: key, parent }));
    },
    count: () => this.#count(),
    clear: async () => {
      const counts = await this.#count();
      const all = [this.#runs, this.#components, this.#pointers, this.#codes, this.#waiting];
      this.#labels.clear();
      this.#annotations.clear();
      this.#past = noPast();
      for (const facts of all) facts.clear();
      this.#derived = null;
      return counts;
    },
  };

  async #count(): Promise<StoreCounts> {
    const { nodes, edges } = await this.dump();
    return { nodes: nodes.length, edges: edges.length };
  }

  async configuration(): Promise<Rows.ConfigurationRow> {
    return { schema: schemaVersion(), clockSkew: this.#clockSkew };
  }

  async *facts(): AsyncGenerator<FactPart> {
    const components = [...this.#components.values()];
    const pointers = [...this.#pointers.values()];
    const codes = [...this.#codes.values()];
    yield { tombstones: this.forgetting.rows(), receipts: await this.forgetting.receipts() };
    yield { components, pointers, codes };
    yield { runs: [...this.#runs.values()], components, pointers, codes };
    yield { waiting: [...this.#waiting.values()] };
    const labels = [...this.#labels].map(([key, name]) => ({ key, name }));
    yield { annotations: [...this.#annotations.values()], pointers, labels };
  }

  async merge(parts: readonly FactPart[]): Promise<void> {
    for (const { tombstones = [], receipts = [] } of parts) {
      await this.forgetting.keep(tombstones, null);
      for (const receipt of receipts) await this.forgetting.saveReceipt(receipt);
    }
    const facts = joinParts(parts);
    const { horizon } = this.#past;
    this.#merge(horizon === null ? facts : keptFacts(facts, horizon, new Set(this.#runs.keys())));
  }

  #merge(arrived: GatheredFacts): number {
    const { facts, forgotten } = this.forgetting.left(arrived);
    mergeInto(this.#runs, facts.runs, mergeRunFacts);
    mergeInto(this.#components, facts.components, mergeComponents);
    mergeInto(this.#pointers, facts.pointers, mergePointers);
    mergeInto(this.#codes, facts.codes, mergeCodes);
    mergeInto(this.#labels, facts.labels, (name) => name);
    mergeInto(this.#annotations, facts.annotations, mergeAnnotations);
    mergeInto(this.#waiting, facts.waiting, mergeWaiting);
    const now = BigInt(Date.now()) * 1_000n;
    for (const key of facts.waiting.keys()) {
      if (!this.#waitsSince.has(key)) this.#waitsSince.set(key, now);
    }
    this.#derived = null;
    if (this.#past.horizon !== null) settle(this.#past, this.#derive());
    return forgotten + this.#adopt();
  }

  /** What waited is taken as if it had come just now. */
  #adopt(): number {
    const given = adoptWaiting({
      runs: this.#runs,
      waiting: this.#waiting,
      pointers: new Map<string, PointerState>(),
    });
    if (given.waiting.size === this.#waiting.size) return 0;
    for (const key of [...this.#waiting.keys()]) {
      if (!given.waiting.has(key)) this.#waiting.delete(key);
    }
    const runs = [...given.runs.values()].filter((run) => run !== this.#runs.get(run.key));
    return this.#merge(joinParts([{ runs, pointers: [...given.pointers.values()] }]));
  }

  async retain(plan: RetainPlan): Promise<RetainReport> {
    const present = {
      runs: this.#runs,
      pointers: this.#pointers,
      annotations: this.#annotations,
    };
    const report = retainInMemory(present, this.#derive(), this.#past, plan);
    this.#derived = null;
    return report;
  }

  async horizon(): Promise<bigint | null> {
    return this.#past.horizon;
  }

  async repair(): Promise<boolean> {
    return false;
  }

  async pendingRepairs(): Promise<number> {
    return 0;
  }

  async findPointers(names: readonly string[]): Promise<readonly Rows.PointerRow[]> {
    const wanted = new Set(names);
    return [...this.#pointers.values()].filter((pointer) => wanted.has(pointer.name));
  }

  async findComponents(filter: Rows.ComponentFilter): Promise<readonly Rows.ComponentRow[]> {
    return [...this.#components.values()]
      .map(({ key, namespace, name, texts }) => ({
        key,
        namespace,
        name,
        description: texts?.description ?? null,
        owner: texts?.owner ?? null,
        tags: texts?.tags ?? [],
      }))
      .filter(
        (row) =>
          (filter.name === undefined || row.name === filter.name) &&
          (filter.namespace === undefined || row.namespace === filter.namespace) &&
          (filter.owner === undefined || row.owner === filter.owner) &&
          (filter.tag === undefined || row.tags.includes(filter.tag)),
      );
  }

  async findRuns(idPrefix: string, limit: number): Promise<readonly string[]> {
    return this.#named()
      .map((run) => run.key)
      .filter((key) => key.startsWith(idPrefix))
      .slice(0, limit);
  }

  async sampleNames(
    kind: 'pointer' | 'run',
    start: string,
    limit: number,
  ): Promise<readonly string[]> {
    if (kind === 'run') return this.findRuns(start, limit);
    return [...this.#pointers.values()]
      .map((pointer) => pointer.name)
      .filter((name) => name.startsWith(start))
      .slice(0, limit);
  }

  async runs(keys: readonly string[]): Promise<readonly Rows.RunRow[]> {
    const daily = [...new Set(keys)].flatMap((key) => this.#dailyRow(key));
    const runs = [...new Set(keys)].flatMap((key): Rows.RunRow[] => {
      const run = this.#runs.get(key);
      if (run?.head === undefined || run.head === null || run.start === null) return [];
      const { component, state, environment, end, error } = run.head;
      const known = this.#components.get(component);
      const io = (direction: 'inputs' | 'outputs'): Rows.IoRow[] =>
        [...run[direction]].map(([pointer, state]) => this.#ioRow(run, direction, pointer, state));
      return [
        {
          key,
          id: run.id,
          component,
          componentName: known?.name ?? '',
          namespace: known?.namespace ?? '',
          state,
          environment,
          start: run.start,
          end,
          error,
          inputs: io('inputs'),
          outputs: io('outputs'),
          failedTriggers: [...run.triggers.values()].filter(
            ({ status }) => status === 'fail' || status === 'error',
          ),
        },
      ];
    });
    return [...runs, ...daily];
  }

  async contents(runs: readonly string[]): Promise<readonly Rows.RunContentsRow[]> {
    const rows = (io: RunFacts['inputs']): Rows.ContentRow[] =>
      [...io].map(([pointer, { digest, rows, bytes }]) => {
        const { type = 'other' } = this.#pointers.get(pointer) ?? {};
        return { pointer, type, digest, rows, bytes };
      });
    return [...new Set(runs)].flatMap((key) => {
      const run = this.#runs.get(key);
      if (run === undefined) {
        return this.#dailyRow(key).map(({ inputs }) =>
          dailyContents(
            key,
            inputs.map(({ pointer }) => [pointer, this.#pointers.get(pointer)?.type ?? 'other']),
          ),
        );
      }
      const { codeVersion = null, codeDigest = null } = run.head ?? {};
      const io = { inputs: rows(run.inputs), outputs: rows(run.outputs) };
      return [{ run: key, codeVersion, codeDigest, ...io }];
    });
  }

  #dailyRow(key: string): Rows.RunRow[] {
    const state = this.#past.summaries.get(key);
    const component = this.#components.get(state?.component ?? '');
    if (state === undefined || component === undefined) return [];
    const reads = this.#past.edges.filter(({ from, kind }) => kind === 'pointer' && from === key);
    const inputs = reads.map(({ to, at }) => {
      const { name = '' } = this.#pointers.get(to) ?? {};
      return { pointer: to, name, at };
    });
    const { name: componentName, namespace } = component;
    return [dailyRunRow(state, { componentName, namespace, inputs })];
  }

  async dailyRuns(
    component: string,
    since: string,
    until: string,
  ): Promise<readonly Rows.DailyRow[]> {
    return dailyRows(
      [...this.#past.summaries.values()].filter(
        ({ component: of, day }) => of === component && day >= since && day <= until,
      ),
    );
  }

  async runDetails(key: string): Promise<Rows.RunDetailsRow | null> {
    const run = this.#runs.get(key);
    if (run === undefined) return null;
    const { head } = run;
    const [traceId, spanId] = head?.stamp.span.split(':') ?? [];
    const code = head?.codeDigest == null ? undefined : this.#codes.get(head.codeDigest);
    return {
      service: head?.service ?? null,
      traceId: traceId || null,
      spanId: spanId ?? null,
      code: code ?? null,
      triggers: [...run.triggers.values()],
      slices: [...run.slices.values()],
      labels: [...run.labels.values()],
      partOf: [...(this.#derive().parents.get(key) ?? [])],
    };
  }

  async componentRuns(query: Rows.ComponentRunsQuery): Promise<readonly string[]> {
    const { component, since } = query;
    return this.#latestStarts(
      query,
      (run) =>
        run.head?.component === component && (since === undefined || (run.start ?? 0n) >= since),
    );
  }

  async recentRuns(query: Rows.RecentRunsQuery): Promise<readonly string[]> {
    const { namespace } = query;
    return this.#latestStarts(query, (run) => {
      const component = this.#components.get(run.head?.component ?? '');
      return namespace === undefined || component?.namespace === namespace;
    });
  }

  async metrics(runs: readonly string[]): Promise<readonly Rows.MetricRow[]> {
    return this.metricsWithUnits(runs);
  }

  async metricsWithUnits(runs: readonly string[]): Promise<readonly Rows.UnitMetricRow[]> {
    return [...new Set(runs)].flatMap((run) =>
      [...(this.#runs.get(run)?.metrics.values() ?? [])].map(
        ({ component, name, unit, value, at }) => ({
          run,
          component,
          name,
          unit,
          value,
          at,
        }),
      ),
    );
  }

  async findSlices(keys: readonly string[]): Promise<readonly Rows.SliceRow[]> {
    return slices.slicesIn(this.#runs, keys);
  }

  async sampleSlices(
    start: string,
    limit: number,
  ): Promise<readonly Pick<Rows.SliceRow, 'name' | 'value'>[]> {
    return slices.slicesStarting(this.#runs, start, limit);
  }

  async sliceRuns(query: Rows.SliceRunsQuery): Promise<readonly string[]> {
    return slices.runsOfSlice(this.#runs, query);
  }

  async slicesOf(runs: readonly string[]): Promise<readonly Rows.SliceMemberRow[]> {
    return slices.slicesOfRuns(this.#runs, runs);
  }

  async traits(runs: Iterable<string>): Promise<readonly Rows.RunTraits[]> {
    const keys = [...runs];
    const daily = keys.flatMap((key) => this.#dailyRow(key)).map(dailyTraits);
    return [...slices.traitsOf(this.#runs, this.#components, keys), ...daily];
  }

  async componentTraits(query: Rows.ComponentRunsQuery): Promise<readonly Rows.RunTraits[]> {
    return this.traits(await this.componentRuns(query));
  }

  async outputs(runs: readonly string[], asOf: bigint): Promise<readonly Rows.OutputRow[]> {
    return slices.outputsOf(this.#runs, runs, asOf);
  }

  async checks(runs: readonly string[]): Promise<readonly Rows.CheckRow[]> {
    return slices.checksOf(this.#runs, runs);
  }

  async dependencies(
    runs: readonly string[],
    asOf: bigint,
  ): Promise<readonly Rows.DependencyRow[]> {
    const wanted = new Set(runs);
    return this.#edges().filter((edge) => wanted.has(edge.from) && edge.at <= asOf);
  }

  async dependencyPairs(runs: readonly string[], asOf: bigint): Promise<readonly Rows.RunPair[]> {
    return distinctPairs(await this.dependencies(runs, asOf));
  }

  async dependents(
    runs: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly Rows.DependencyRow[]> {
    const wanted = new Set(runs);
    return this.#edges()
      .filter((edge) => wanted.has(edge.to) && edge.at <= asOf)
      .slice(0, limit);
  }

  async producers(
    queries: readonly Rows.ProducersQuery[],
    limit: number,
  ): Promise<readonly Rows.ProducerRow[]> {
    const { writers, parents } = this.#derive();
    const enclosing = new Set([...parents.values()].flatMap((set) => [...set]));
    return queries.flatMap(({ pointer, until }) =>
      (writers.get(pointer) ?? [])
        .flatMap(({ run, at, digest }) =>
          at === null || at > until
            ? []
            : [{ pointer, run, at, digest, encloses: enclosing.has(run) }],
        )
        .sort((a, b) => compareBigInts(b.at, a.at))
        .slice(0, limit),
    );
  }

  async unfinishedProducers(pointer: string, asOf: bigint): Promise<readonly string[]> {
    const writers = this.#derive().writers.get(pointer) ?? [];
    return writers
      .filter(({ run, at }) => {
        const start = this.#runs.get(run)?.start ?? null;
        return start !== null && start <= asOf && (at === null || at > asOf);
      })
      .map(({ run }) => run);
  }

  async consumers(pointer: string, asOf: bigint, limit: number): Promise<readonly string[]> {
    const runs = [...this.#runs.values()].filter((run) => {
      const input = run.inputs.get(pointer);
      const at = input === undefined ? null : readAt(run, input);
      return at !== null && at <= asOf;
    });
    const daily = this.#past.edges.filter(
      ({ kind, to, at }) => kind === 'pointer' && to === pointer && at <= asOf,
    );
    return [...runs.map((run) => run.key), ...daily.map(({ from }) => from)].slice(0, limit);
  }

  async ancestors(runs: readonly string[]): Promise<readonly Rows.KinRow[]> {
    const { ancestors } = this.#derive();
    return [...new Set(runs)].flatMap((run) =>
      [...(ancestors.get(run) ?? [])].map((ancestor) => ({ run, ancestor })),
    );
  }

  async fresherRuns(queries: readonly Rows.FresherQuery[]): Promise<readonly Rows.FresherRow[]> {
    return queries.flatMap((query) => {
      const fresher = this.#named().flatMap(({ key, head, outputs }) => {
        const end = head?.end ?? null;
        const counts =
          head?.component === query.component &&
          (query.pointer === null || outputs.has(query.pointer)) &&
          head.state === 'ok' &&
          end !== null &&
          end > query.after &&
          end <= query.until;
        return counts ? [{ key, end }] : [];
      });
      fresher.sort((a, b) => compareBigInts(b.end, a.end) || (a.key < b.key ? 1 : -1));
      const [last] = fresher;
      return last === undefined
        ? []
        : [{ ...query, count: fresher.length, last: last.end, run: last.key }];
    });
  }

  async flags(asOf: bigint): Promise<readonly Rows.FlagRow[]> {
    return newestFlags(
      [...this.#annotations.values()]
        .filter((annotation) => annotation.kind === 'flag' && annotation.at <= asOf)
        .map(({ id, about, value, reason, by, at }) => {
          const { name = '', namespace = '' } = this.#pointers.get(about) ?? {};
          return { id, pointer: about, name, namespace, value, reason, by, at };
        }),
    );
  }

  async annotations(run: string): Promise<readonly Rows.AnnotationRow[]> {
    return [...this.#annotations.values()].filter(
      ({ subject, about }) => subject === 'run' && about === run,
    );
  }

  async dump(): Promise<Rows.GraphDump> {
    return dumpFacts(this.#facts(), this.#derive(), this.#past, this.forgetting.rows());
  }

  async close(): Promise<void> {}

  #facts(): GatheredFacts {
    return {
      runs: this.#runs,
      components: this.#components,
      pointers: this.#pointers,
      codes: this.#codes,
      labels: this.#labels,
      annotations: this.#annotations,
      waiting: this.#waiting,
    };
  }

  /** Two that were kept apart may now be one. */
  #replace(facts: GatheredFacts): void {
    const old = [this.#runs, this.#pointers, this.#labels, this.#annotations, this.#waiting];
    for (const map of old) map.clear();
    mergeInto(this.#runs, facts.runs, mergeRunFacts);
    mergeInto(this.#pointers, facts.pointers, mergePointers);
    mergeInto(this.#labels, facts.labels, (name) => name);
    mergeInto(this.#annotations, facts.annotations, mergeAnnotations);
    mergeInto(this.#waiting, facts.waiting, mergeWaiting);
    this.#derived = null;
  }

  #ioRow(run: RunFacts, direction: 'inputs' | 'outputs', pointer: string, io: IoState): Rows.IoRow {
    const known = this.#pointers.get(pointer);
    return {
      pointer,
      name: known?.name ?? '',
      at: direction === 'inputs' ? readAt(run, io) : writtenAt(run, io),
    };
  }

  #named(): RunFacts[] {
    return [...this.#runs.values()].filter((run) => run.head !== null);
  }

  #latestStarts(
    { asOf, environment, limit }: Pick<Rows.RecentRunsQuery, 'asOf' | 'environment' | 'limit'>,
    wanted: (run: RunFacts) => boolean,
  ): readonly string[] {
    return this.#named()
      .filter((run) => run.start !== null && run.start <= asOf && wanted(run))
      .filter((run) => environment === undefined || run.head?.environment === environment)
      .sort((a, b) => compareBigInts(b.start ?? 0n, a.start ?? 0n) || compareText(b.key, a.key))
      .slice(0, limit)
      .map((run) => run.key);
  }

  /** Dependencies of runs and of summaries. */
  #edges(): readonly Rows.DependencyRow[] {
    const daily = this.#past.edges.filter(({ kind }) => kind !== 'pointer');
    return [...this.#derive().dependencies, ...daily];
  }

  #derive(): DerivedLineage {
    this.#derived ??= deriveLineage(this.#runs, this.#clockSkew, this.#past.settled);
    return this.#derived;
  }
}

function waitingAmong(
  keys: Iterable<string>,
  waiting: ReadonlyMap<string, WaitingFacts>,
): { readonly waiting?: number } {
  const count = [...keys].filter((key) => waiting.has(key)).length;
  return count === 0 ? {} : { waiting: count };
}

function mergeInto<V>(
  into: Map<string, V>,
  from: ReadonlyMap<string, V>,
  merge: (a: V, b: V) => V,
): void {
  for (const [key, value] of from) {
    const known = into.get(key);
    into.set(key, known === undefined ? value : merge(known, value));
  }
}
