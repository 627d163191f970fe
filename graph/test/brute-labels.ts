/** The rules of labels and retractions once more, from arrivals alone, sharing no code with the stores. */
import { type BruteForce, type BruteRun, keyOfPointer } from './brute-force.ts';
import type { Arrival } from './random-facts.ts';

type Said = Extract<Arrival, { kind: 'annotation' }>['fact'];

export class BruteLabels {
  readonly #runLabels: { run: string; label: string }[] = [];
  readonly #said: Said[];
  readonly #brute: BruteForce;
  readonly #at: bigint;

  constructor(arrivals: readonly Arrival[], brute: BruteForce, at: bigint) {
    this.#brute = brute;
    this.#at = at;
    const said = new Map<string, Said>();
    for (const item of arrivals) {
      if (item.kind === 'span') {
        for (const label of item.fact.labels) this.#runLabels.push({ run: item.fact.run, label });
        continue;
      }
      // One id about one thing is one fact, the later of them.
      const { id, kind, label } = item.fact;
      const key = `${id} ${kind} ${subject(item.fact)} ${label}`;
      const known = said.get(key);
      if (known === undefined || known.at < item.fact.at || tie(known, item.fact))
        said.set(key, item.fact);
    }
    this.#said = [...said.values()].filter((fact) => fact.at <= at);
  }

  /** Pointers that the label was put on. */
  direct(label: string): Set<string> {
    const said = this.#said.filter((fact) => fact.kind === 'label' && fact.label === label);
    const pointers = new Set(said.map(subject));
    return new Set(
      [...pointers].filter(
        (pointer) => newest(said.filter((fact) => subject(fact) === pointer))?.value === 'true',
      ),
    );
  }

  /** Null: not retracted; else since when. */
  retractedSince(label: string): bigint | null {
    const said = this.#said.filter(
      (fact) => fact.kind === 'retraction' && subject(fact) === `label ${label}`,
    );
    let since: bigint | null = null;
    const inOrder: Said[] = [];
    while (said.length > 0) {
      const last = newest(said) as Said;
      inOrder.unshift(last);
      said.splice(said.indexOf(last), 1);
    }
    for (const { value, at } of inOrder) since = value === 'true' ? (since ?? at) : null;
    return since;
  }

  /** Depth by run: grown until nothing more is reached. */
  reached(label: string): Map<string, number> {
    const direct = this.direct(label);
    const roots = [...this.#brute.runs.values()].filter(
      (run) =>
        (this.#runLabels.some((one) => one.run === run.id && one.label === label) &&
          ((run.visible && run.start <= this.#at) || this.#wasMet(run))) ||
        this.#readsOf(run, direct).length > 0,
    );
    return this.#brute.walk(
      roots.map(({ id }) => id),
      this.#at,
      'down',
      1,
    );
  }

  /** `pointer depth` of everything that carries the label. */
  carriers(label: string): string[] {
    const direct = this.direct(label);
    const found = new Map([...direct].map((pointer) => [pointer, 0]));
    for (const [id, depth] of this.reached(label)) {
      const run = this.#brute.runs.get(id) as BruteRun;
      if (!run.visible) continue;
      for (const [pointer, { at }] of run.outputs) {
        if (at !== null && at <= this.#at && depth < (found.get(pointer) ?? Infinity))
          found.set(pointer, depth);
      }
    }
    return [...found].map(([pointer, depth]) => `${pointer} ${depth}`).sort();
  }

  /** `source`, `before` or `after` by visible run. */
  taints(label: string): Record<string, string> {
    const since = this.retractedSince(label);
    if (since === null) return {};
    const reached = this.reached(label);
    const direct = this.direct(label);
    const shown: Record<string, string> = {};
    for (const id of reached.keys()) {
      const run = this.#brute.runs.get(id) as BruteRun;
      if (!run.visible) continue;
      const times = [
        ...this.#readsOf(run, direct),
        ...this.#brute.edges
          .filter((edge) => edge.from === id && edge.at <= this.#at && reached.has(edge.to))
          .map((edge) => edge.at),
      ];
      const after = times.some((time) => time >= since);
      shown[id] = times.length === 0 ? 'source' : after ? 'after' : 'before';
    }
    return shown;
  }

  #wasMet(run: BruteRun): boolean {
    return (
      [...run.outputs.values()].some(({ at }) => at !== null && at <= this.#at) ||
      this.#brute.edges.some((edge) => edge.to === run.id && edge.at <= this.#at)
    );
  }

  #readsOf(run: BruteRun, pointers: ReadonlySet<string>): bigint[] {
    return [...run.inputs].flatMap(([pointer, { at }]) =>
      pointers.has(pointer) && at !== null && at <= this.#at ? [at] : [],
    );
  }
}

function subject({ about }: Said): string {
  switch (about.kind) {
    case 'pointer':
      return keyOfPointer(about.pointer);
    case 'run':
      return `run ${about.run}`;
    case 'label':
      return `label ${about.label}`;
  }
}

function newest(said: readonly Said[]): Said | undefined {
  return said.reduce<Said | undefined>((most, fact) => {
    if (most === undefined || fact.at > most.at) return fact;
    if (fact.at < most.at) return most;
    return fact.id > most.id ? fact : most;
  }, undefined);
}

/** Of two statements with one id and one time the greater words stay. */
function tie(known: Said, arrived: Said): boolean {
  if (known.at !== arrived.at) return false;
  const words = ({ value, reason }: Said): string => `${value} ${reason ?? ''}`;
  return words(arrived) > words(known);
}
