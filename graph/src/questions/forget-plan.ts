/**
 * What a forget takes with it. The subject goes; with it, unless only it is meant, whatever was made of
 * forgotten things and models alone: a prediction for one person, not the table of all persons. What
 * was made of more is shown and kept. With `downstream` everything that was made of it goes.
 */
import type { Forgettable } from '../forgetting.ts';
import type { LineageStore } from '../lineage-store.ts';
import { allWithContents, type IoWithContent, type RunWithContents } from './with-contents.ts';

export type Scope = 'only' | 'alone' | 'downstream';

export interface PlanOptions {
  readonly subjects: readonly Forgettable[];
  readonly scope: Scope;
}

export interface Kept {
  readonly name: string;
  /** A model was trained on it; or it was made of other things too. */
  readonly why: 'model' | 'shared';
}

export interface ForgetPlan {
  /** The subjects first. */
  readonly names: readonly Forgettable[];
  /** Key to name, of what is forgotten. */
  readonly shown: ReadonlyMap<string, string>;
  /** What was made of it and stays. */
  readonly kept: readonly Kept[];
}

const FOREVER = 2n ** 62n;
const STEP = 500;

export async function planForget(
  store: LineageStore,
  { subjects, scope }: PlanOptions,
): Promise<ForgetPlan> {
  const plan = new Planning(store, subjects);
  if (scope === 'downstream') await plan.everythingMade();
  else if (scope === 'alone') await plan.whatWasMadeAlone();
  return plan.result(subjects);
}

class Planning {
  readonly #store: LineageStore;
  readonly #pointers: Set<string>;
  readonly #runs: Set<string>;
  readonly #shown = new Map<string, string>();
  readonly #kept = new Map<string, Kept>();

  constructor(store: LineageStore, subjects: readonly Forgettable[]) {
    this.#store = store;
    const keys = (kind: Forgettable['kind']) =>
      subjects.filter((subject) => subject.kind === kind).map(({ key }) => key);
    this.#pointers = new Set(keys('pointer'));
    this.#runs = new Set(keys('run'));
  }

  /** Grows until nothing is added: each new pointer may complete what another run was made of. */
  async whatWasMadeAlone(): Promise<void> {
    const touched = new Set<string>();
    let open: readonly string[] = [
      ...this.#pointers,
      ...(await this.#outputsAlone([...this.#runs])),
    ];
    while (open.length > 0) {
      const runs = await this.#runsAround(open);
      for (const run of runs) touched.add(run);
      open = await this.#outputsAlone(runs);
    }
    for (const rows of await this.#rowsOf([...touched])) {
      for (const row of rows) this.#addWhenAllIsForgotten(row);
    }
  }

  async everythingMade(): Promise<void> {
    const readers = (await this.#store.forgetting.runsOfPointers([...this.#pointers]))
      .filter(({ how }) => how === 'read')
      .map(({ run }) => run);
    let open = [...new Set([...readers, ...this.#runs])];
    const seen = new Set(open);
    while (open.length > 0) {
      const next = new Set<string>();
      for (let start = 0; start < open.length; start += STEP) {
        const part = open.slice(start, start + STEP);
        for (const { from } of await this.#store.dependents(part, FOREVER, 2 ** 31)) {
          if (!seen.has(from)) next.add(from);
        }
      }
      open = [...next];
      for (const run of open) seen.add(run);
    }
    for (const rows of await this.#rowsOf([...seen])) {
      for (const row of rows) {
        this.#runs.add(row.key);
        for (const output of row.outputs) this.#addPointer(output);
      }
    }
    const writers = await this.#runsAround([...this.#pointers]);
    for (const rows of await this.#rowsOf(writers)) {
      for (const row of rows) this.#addWhenAllIsForgotten(row);
    }
  }

  result(subjects: readonly Forgettable[]): ForgetPlan {
    const own = new Set(subjects.map(({ kind, key }) => `${kind} ${key}`));
    const others = [
      ...[...this.#pointers].map((key) => ({ kind: 'pointer' as const, key })),
      ...[...this.#runs].map((key) => ({ kind: 'run' as const, key })),
    ].filter(({ kind, key }) => !own.has(`${kind} ${key}`));
    const kept = [...this.#kept].filter(([key]) => !this.#pointers.has(key));
    return {
      names: [...subjects, ...others],
      shown: this.#shown,
      kept: kept.map(([, one]) => one),
    };
  }

  /** Outputs of these runs that are newly seen to be made of forgotten things alone. */
  async #outputsAlone(runs: readonly string[]): Promise<readonly string[]> {
    const added: string[] = [];
    for (const rows of await this.#rowsOf(runs)) {
      const outputs = rows
        .filter((row) => this.#runs.has(row.key) || row.inputs.some((io) => this.#is(io)))
        .flatMap((row) => row.outputs)
        .filter((output) => !this.#is(output));
      const writersOf = await this.#writersOf(outputs.map(({ pointer }) => pointer));
      for (const output of outputs) {
        const writers = writersOf.get(output.pointer) ?? [];
        if (output.type !== 'model' && writers.every((writer) => this.#madeAlone(writer))) {
          if (!this.#pointers.has(output.pointer)) added.push(output.pointer);
          this.#addPointer(output);
        } else {
          const why = output.type === 'model' ? 'model' : 'shared';
          this.#kept.set(output.pointer, { name: output.name, why });
        }
      }
    }
    return added;
  }

  #madeAlone(writer: RunWithContents): boolean {
    if (this.#runs.has(writer.key)) return true;
    const data = writer.inputs.filter((input) => this.#isContent(input));
    return data.length > 0 && data.every((input) => this.#is(input));
  }

  #addWhenAllIsForgotten(row: RunWithContents): void {
    const data = [...row.inputs, ...row.outputs].filter((io) => this.#isContent(io));
    if (data.length > 0 && data.every((io) => this.#is(io))) this.#runs.add(row.key);
  }

  /** A model is a tool: reading one makes a run nobody else's. Unless it is itself what is forgotten. */
  #isContent(io: IoWithContent): boolean {
    return io.type !== 'model' || this.#is(io);
  }

  #is({ pointer }: IoWithContent): boolean {
    return this.#pointers.has(pointer);
  }

  #addPointer({ pointer, name }: IoWithContent): void {
    this.#pointers.add(pointer);
    this.#shown.set(pointer, name);
  }

  async #runsAround(pointers: readonly string[]): Promise<readonly string[]> {
    const runs = new Set<string>();
    for (let start = 0; start < pointers.length; start += STEP) {
      const part = pointers.slice(start, start + STEP);
      for (const { run } of await this.#store.forgetting.runsOfPointers(part)) runs.add(run);
    }
    return [...runs];
  }

  async #writersOf(
    pointers: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RunWithContents[]>> {
    const found = await this.#store.forgetting.runsOfPointers([...new Set(pointers)]);
    const writes = found.filter(({ how }) => how === 'wrote');
    const rows = new Map<string, RunWithContents>();
    for (const part of await this.#rowsOf([...new Set(writes.map(({ run }) => run))])) {
      for (const row of part) rows.set(row.key, row);
    }
    const writers = new Map<string, RunWithContents[]>();
    for (const { pointer, run } of writes) {
      const row = rows.get(run);
      if (row !== undefined) writers.set(pointer, [...(writers.get(pointer) ?? []), row]);
    }
    return writers;
  }

  async #rowsOf(runs: readonly string[]): Promise<readonly (readonly RunWithContents[])[]> {
    const parts: (readonly RunWithContents[])[] = [];
    for (let start = 0; start < runs.length; start += STEP) {
      const rows = await this.#store.runs(runs.slice(start, start + STEP));
      const byKey = new Map(rows.map((row) => [row.key, row]));
      parts.push([...(await allWithContents(this.#store, byKey)).values()]);
    }
    return parts;
  }
}
