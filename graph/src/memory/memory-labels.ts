/** Labels over plain maps, for the reference store. */
import type { AnnotationState } from '../facts/gathered-facts.ts';
import { newestLabellings, newestRetractions } from '../facts/newest-labels.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import { type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';
import type {
  InputLabelRow,
  LabelCountRow,
  LabellingRow,
  LabelRow,
  LabelStore,
  RetractionRow,
  RunLabelRow,
} from '../label-store.ts';
import type { DependencyRow } from '../lineage-store.ts';

/** The reference store's own maps. */
export interface LabelMaps {
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly pointers: ReadonlyMap<string, PointerState>;
  /** Labels that annotations name: key to name. */
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, AnnotationState>;
  readonly dependencies: () => readonly DependencyRow[];
}

export class MemoryLabels implements LabelStore {
  readonly #maps: LabelMaps;

  constructor(maps: LabelMaps) {
    this.#maps = maps;
  }

  async all(limit: number): Promise<readonly LabelRow[]> {
    return this.#known().slice(0, limit);
  }

  async find(keys: readonly string[]): Promise<readonly LabelRow[]> {
    return this.#known().filter(({ key }) => keys.includes(key));
  }

  async runCounts(
    labels: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly LabelCountRow[]> {
    return labels.map((label) => ({
      label,
      runs: Math.min(this.#carriers(label, asOf).length, limit),
    }));
  }

  async runsWith(label: string, asOf: bigint, limit: number): Promise<readonly string[]> {
    return this.#carriers(label, asOf).slice(0, limit);
  }

  async ofRuns(runs: readonly string[]): Promise<readonly RunLabelRow[]> {
    return [...new Set(runs)].flatMap((run) =>
      [...(this.#maps.runs.get(run)?.labels.keys() ?? [])].map((label) => ({ run, label })),
    );
  }

  async ofInputs(runs: readonly string[], asOf: bigint): Promise<readonly InputLabelRow[]> {
    const labellings = this.#labellings(asOf, () => true).filter(({ value }) => value);
    return [...new Set(runs)].flatMap((run) => {
      const facts = this.#maps.runs.get(run);
      return labellings.flatMap(({ pointer, label, name }) => {
        const input = facts?.inputs.get(pointer);
        const at = facts === undefined || input === undefined ? null : readAt(facts, input);
        return at !== null && at <= asOf ? [{ run, label, pointer: name }] : [];
      });
    });
  }

  async labellingsOf(labels: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]> {
    const wanted = new Set(labels);
    return this.#labellings(asOf, ({ label }) => label !== null && wanted.has(label));
  }

  async labellingsAt(pointers: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]> {
    const wanted = new Set(pointers);
    return this.#labellings(asOf, ({ about }) => wanted.has(about));
  }

  async retractions(asOf: bigint): Promise<readonly RetractionRow[]> {
    const said = [...this.#maps.annotations.values()].filter(
      ({ kind, subject, at }) => kind === 'retraction' && subject === 'label' && at <= asOf,
    );
    return newestRetractions(
      said.map(({ about, ...row }) => ({
        ...row,
        label: about,
        name: this.#maps.labels.get(about) ?? about,
      })),
    );
  }

  #known(): readonly LabelRow[] {
    const names = new Map(this.#maps.labels);
    for (const run of this.#maps.runs.values()) {
      for (const [key, name] of run.labels) names.set(key, name);
    }
    return [...names].map(([key, name]) => ({ key, name }));
  }

  #carriers(label: string, asOf: bigint): readonly string[] {
    return [...this.#maps.runs.values()]
      .filter((run) => run.labels.has(label) && this.#wasThere(run, asOf))
      .map(({ key }) => key);
  }

  /** A child span may have written, or a link led to it, before the run's own start is known. */
  #wasThere(run: RunFacts, asOf: bigint): boolean {
    if (run.start !== null && run.start <= asOf) return true;
    const wrote = [...run.outputs.values()].some((output) => {
      const at = writtenAt(run, output);
      return at !== null && at <= asOf;
    });
    return wrote || this.#maps.dependencies().some(({ to, at }) => to === run.key && at <= asOf);
  }

  #labellings(
    asOf: bigint,
    wanted: (annotation: AnnotationState) => boolean,
  ): readonly LabellingRow[] {
    const said = [...this.#maps.annotations.values()].filter(
      (annotation) => annotation.kind === 'label' && annotation.at <= asOf && wanted(annotation),
    );
    return newestLabellings(
      said.flatMap(({ id, label, about, value, reason, by, at }) => {
        const pointer = this.#maps.pointers.get(about);
        if (label === null || pointer === undefined) return [];
        const { name, namespace, type } = pointer;
        return [{ id, label, pointer: about, name, namespace, type, value, reason, by, at }];
      }),
    );
  }
}
