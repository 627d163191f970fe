/**
 * The rules of the design once more, in the plainest way there is, from arrivals to answers, sharing
 * no code with what it checks.
 */
import type { Arrival } from './random-facts.ts';

interface Io {
  at: bigint | null;
  digest: string | null;
}

export interface BruteRun {
  id: string;
  component: string;
  state: 'running' | 'ok' | 'failed';
  start: bigint;
  end: bigint | null;
  visible: boolean;
  inputs: Map<string, Io>;
  outputs: Map<string, Io>;
  failedAt: bigint | null;
  environment: string | null;
  codeVersion: string | null;
  codeDigest: string | null;
  /** `key=value`. */
  slices: Set<string>;
  metrics: { component: string; value: number; at: bigint }[];
  parents: Set<string>;
  links: Set<string>;
  spans: Set<string>;
}

export interface BruteEdge {
  from: string;
  to: string;
  pointer: string;
  at: bigint;
}

type Span = Extract<Arrival, { kind: 'span' }>['fact'];

export const keyOfPointer = ({ namespace, name }: { namespace: string; name: string }): string =>
  name.includes(':') ? name : `${namespace}/${name}`;

export class BruteForce {
  readonly runs: Map<string, BruteRun> = new Map();
  readonly edges: BruteEdge[] = [];

  constructor(arrivals: readonly Arrival[]) {
    const spans = arrivals.flatMap((item) => (item.kind === 'span' ? [item.fact] : []));
    for (const id of new Set(spans.map((span) => span.run))) {
      this.runs.set(
        id,
        mergeByHand(
          id,
          spans.filter((span) => span.run === id),
        ),
      );
    }
    for (const reader of this.runs.values()) {
      for (const [pointer, input] of reader.inputs) {
        if (input.at === null) continue;
        const to = this.producerFor(pointer, input.at, input.digest, reader.id);
        if (to !== null) this.edges.push({ from: reader.id, to, pointer, at: input.at });
      }
    }
  }

  /** The dependency rule; `reader` null: a stranger. */
  producerFor(
    pointer: string,
    at: bigint,
    digest: string | null,
    reader: string | null,
  ): string | null {
    const writers = [...this.runs.values()]
      .filter((run) => run.outputs.has(pointer))
      .map((run) => ({ id: run.id, ...(run.outputs.get(pointer) as Io) }))
      .filter(({ id }) => reader === null || !this.#kin(id, reader));
    const linked = writers.filter(({ id }) => reader !== null && this.#linksTo(reader, id));
    let pool = linked;
    if (pool.length === 0) {
      pool = writers.filter((writer) => {
        if (writer.at === null || writer.at > at) return false;
        if (writer.digest === null || digest === null || writer.digest === digest) return true;
        return writer.digest.split(':')[0] !== digest.split(':')[0];
      });
    }
    const same = pool.filter((writer) => writer.digest !== null && writer.digest === digest);
    if (same.length > 0) pool = same;
    pool = pool.filter(
      (writer) =>
        !pool.some((other) => other.id !== writer.id && this.#encloses(writer.id, other.id)),
    );
    pool.sort((a, b) => {
      const x = a.at ?? -1n;
      const y = b.at ?? -1n;
      if (x !== y) return x < y ? 1 : -1;
      return a.id < b.id ? 1 : -1;
    });
    return pool[0]?.id ?? null;
  }

  walk(
    roots: readonly string[],
    asOf: bigint,
    direction: 'up' | 'down',
    rootDepth: number,
  ): Map<string, number> {
    const depths = new Map(roots.map((root) => [root, rootDepth]));
    const queue = [...roots];
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      for (const edge of this.edges) {
        if (edge.at > asOf) continue;
        const [here, there] = direction === 'up' ? [edge.from, edge.to] : [edge.to, edge.from];
        if (here !== run || depths.has(there)) continue;
        depths.set(there, (depths.get(run) ?? 0) + 1);
        queue.push(there);
      }
    }
    return depths;
  }

  readersOf(pointer: string, asOf: bigint): string[] {
    return [...this.runs.values()]
      .filter((run) => {
        const at = run.inputs.get(pointer)?.at ?? null;
        return at !== null && at <= asOf;
      })
      .map((run) => run.id);
  }

  /** `kind dependency` of every direct reason. */
  reasonsOf(id: string, asOf: bigint, maxAge: bigint, clock: 'atRun' | 'now'): string[] {
    const run = this.runs.get(id) as BruteRun;
    const seenFrom = clock === 'atRun' ? run.start : asOf;
    const reasons: string[] = [];
    const dependencies = new Set(
      this.edges.filter((edge) => edge.from === id && edge.at <= asOf).map((edge) => edge.to),
    );
    for (const to of dependencies) {
      const dependency = this.runs.get(to) as BruteRun;
      if (!dependency.visible) continue;
      const end = dependency.end !== null && dependency.end <= asOf ? dependency.end : null;
      if (end !== null && seenFrom - end > maxAge) reasons.push(`old ${to}`);
      const { failedAt } = dependency;
      if (failedAt !== null && failedAt <= seenFrom && failedAt <= asOf)
        reasons.push(`trigger ${to}`);
      const fresher = [...this.runs.values()].filter(
        (other) =>
          other.visible &&
          other.id !== id &&
          other.component === dependency.component &&
          other.state === 'ok' &&
          other.end !== null &&
          end !== null &&
          other.end > end &&
          other.end <= seenFrom &&
          other.end <= asOf,
      );
      if (fresher.length > 0) reasons.push(`fresher ${to}`);
    }
    if (clock === 'now') {
      for (const [pointer, input] of run.inputs) {
        if (input.at === null || input.at > asOf) continue;
        const [newest] = [...this.runs.values()]
          .flatMap((other) => {
            const output = other.outputs.get(pointer);
            return output === undefined || output.at === null || output.at > asOf
              ? []
              : [{ id: other.id, at: output.at, digest: output.digest }];
          })
          .sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1));
        if (newest === undefined || newest.at <= input.at || this.#kin(newest.id, id)) continue;
        if (newest.digest !== null && newest.digest === input.digest) continue;
        reasons.push(`fresher ${newest.id}`);
      }
    }
    return reasons;
  }

  #linksTo(reader: string, writer: string): boolean {
    const run = this.runs.get(reader) as BruteRun;
    return [...run.links].some((span) => this.#owns(writer, span));
  }

  #owns(run: string, span: string): boolean {
    return run === span || (this.runs.get(run)?.spans.has(span) ?? false);
  }

  #kin(a: string, b: string): boolean {
    return a === b || this.#encloses(a, b) || this.#encloses(b, a);
  }

  #encloses(outer: string, inner: string): boolean {
    if (outer === inner) return false;
    const seen = new Set<string>([inner]);
    const queue = [inner];
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      for (const span of this.runs.get(run)?.parents ?? []) {
        for (const owner of this.runs.keys()) {
          if (owner === run || seen.has(owner) || !this.#owns(owner, span)) continue;
          if (owner === outer) return true;
          seen.add(owner);
          queue.push(owner);
        }
      }
    }
    return false;
  }
}

function mergeByHand(id: string, spans: readonly Span[]): BruteRun {
  const named = spans.filter((span) => span.identity !== null);
  const [head] = [...named].sort((a, b) => {
    const rank = (span: Span): number => (span.identity?.state === 'running' ? 0 : 1);
    const end = (span: Span): bigint => span.end ?? span.start;
    if (rank(a) !== rank(b)) return rank(b) - rank(a);
    if (end(a) !== end(b)) return end(a) < end(b) ? 1 : -1;
    if (contentOf(a) !== contentOf(b)) return contentOf(a) < contentOf(b) ? 1 : -1;
    return a.span < b.span ? 1 : -1;
  });
  const state = head?.identity?.state ?? 'running';
  const end = head === undefined || state === 'running' ? null : (head.end ?? head.start);
  const start = named.reduce((least, span) => (span.start < least ? span.start : least), 2n ** 62n);
  const io = (direction: 'inputs' | 'outputs'): Map<string, Io> => {
    const facts = spans.flatMap((span) =>
      span[direction].map((fact) => ({
        ...fact,
        key: keyOfPointer(fact.pointer),
        span: span.span,
      })),
    );
    return new Map(
      [...new Set(facts.map((fact) => fact.key))].map((key) => {
        const own = facts.filter((fact) => fact.key === key);
        const times = own.flatMap((fact) => (fact.at === null ? [] : [fact.at]));
        const known = times.length === 0 ? null : times.reduce((a, b) => (a > b ? a : b));
        const fallback = direction === 'inputs' ? (named.length > 0 ? start : null) : end;
        const withDigest = own
          .filter((fact) => fact.digest !== null)
          .sort((a, b) => {
            const x = a.at ?? -1n;
            const y = b.at ?? -1n;
            if (x !== y) return x < y ? 1 : -1;
            if (a.span !== b.span) return a.span < b.span ? 1 : -1;
            return (a.digest ?? '') < (b.digest ?? '') ? 1 : -1;
          });
        return [key, { at: known ?? fallback, digest: withDigest[0]?.digest ?? null }];
      }),
    );
  };
  return {
    id,
    component: head?.identity?.component.name ?? '',
    state,
    start,
    end,
    visible: head !== undefined,
    inputs: io('inputs'),
    outputs: io('outputs'),
    failedAt: failedTriggerOf(spans),
    environment: head?.identity?.environment ?? null,
    codeVersion: head?.identity?.codeVersion ?? null,
    codeDigest: head?.identity?.code?.digest ?? null,
    slices: new Set(
      spans.flatMap((span) => span.slices.map(({ key, value }) => `${key}=${value}`)),
    ),
    metrics: metricsOf(named),
    parents: new Set(spans.flatMap((span) => span.parents)),
    links: new Set(spans.flatMap((span) => span.links)),
    spans: new Set(spans.map((span) => span.span)),
  };
}

/** The one metric of the generator, once a component that the run was said to be of. */
function metricsOf(named: readonly Span[]): BruteRun['metrics'] {
  const components = [...new Set(named.map((span) => span.identity?.component.name ?? ''))];
  return components.flatMap((component) => {
    const [last] = named
      .filter((span) => span.identity?.component.name === component)
      .flatMap((span) =>
        span.metrics.map(({ value }) => ({
          component,
          value: value === 0 ? 0 : value,
          rank: span.identity?.state === 'running' ? 0 : 1,
          at: span.end ?? span.start,
          span: span.span,
        })),
      )
      .sort((a, b) => {
        if (a.rank !== b.rank) return b.rank - a.rank;
        if (a.at !== b.at) return a.at < b.at ? 1 : -1;
        if (a.span !== b.span) return a.span < b.span ? 1 : -1;
        return b.value - a.value;
      });
    return last === undefined ? [] : [{ component, value: last.value, at: last.at }];
  });
}

/** What is left to tell one span sent twice with different content apart. */
function contentOf({ identity, end, start }: Span): string {
  const { component, state, service, environment, codeVersion, code, error } = identity ?? {};
  return JSON.stringify([
    JSON.stringify([component?.namespace, component?.name]),
    state,
    state === 'running' ? null : `${end ?? start}`,
    service,
    environment,
    codeVersion,
    code?.digest ?? null,
    error,
  ]);
}

/** When the one trigger of the generator failed, if its greatest stamp says so. */
function failedTriggerOf(spans: readonly Span[]): bigint | null {
  const results = spans.flatMap((span) =>
    span.triggers.map((trigger) => ({
      status: trigger.status,
      rank:
        span.identity?.state === 'running' || (span.identity === null && span.end === null) ? 0 : 1,
      end: span.end ?? span.start,
      span: span.span,
    })),
  );
  const [last] = results.sort((a, b) => {
    if (a.rank !== b.rank) return b.rank - a.rank;
    if (a.end !== b.end) return a.end < b.end ? 1 : -1;
    if (a.span !== b.span) return a.span < b.span ? 1 : -1;
    return a.status < b.status ? 1 : -1;
  });
  return last?.status === 'fail' ? last.end : null;
}
