/** Short ways to say what a run did. Times are whole seconds after a fixed moment. */
import type {
  IoFact,
  LineageBatch,
  PointerRef,
  RunContribution,
} from '../src/facts/lineage-batch.ts';

const BASE = 1_600_000_000_000_000n;

export const at = (seconds: number): bigint => BASE + BigInt(Math.round(seconds * 1_000_000));

export const pointer = (name: string, namespace = ''): PointerRef => ({
  namespace,
  name,
  type: null,
});

export interface Told {
  readonly id: string;
  readonly component?: string;
  readonly start?: number;
  /** Null: still running. */
  readonly end?: number | null;
  readonly failed?: string;
  readonly reads?: readonly (string | (Partial<IoFact> & { name: string }))[];
  readonly writes?: readonly (string | (Partial<IoFact> & { name: string }))[];
  readonly parents?: readonly string[];
  readonly links?: readonly string[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly failedTrigger?: string;
  readonly owner?: string;
  readonly tags?: readonly string[];
  readonly labels?: readonly string[];
  /** Text of the code that ran. */
  readonly code?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly environment?: string;
  readonly slices?: Readonly<Record<string, string>>;
  /** Default: the id is the span's own key. */
  readonly span?: string;
}

export function run(told: Told): RunContribution {
  const start = told.start ?? 0;
  const end = told.end === undefined ? start + 1 : told.end;
  const namespace = told.namespace ?? '';
  const io = (fact: string | (Partial<IoFact> & { name: string })): IoFact => {
    const given = typeof fact === 'string' ? { name: fact } : fact;
    const { name, ...known } = given;
    return {
      digest: null,
      rows: null,
      bytes: null,
      at: null,
      ...known,
      pointer: pointer(name, namespace),
    };
  };
  return {
    origin: 0,
    run: told.id,
    span: told.span ?? told.id,
    start: at(start),
    end: end === null ? null : at(end),
    identity: {
      component: {
        namespace,
        name: told.component ?? 'job',
        description: null,
        owner: told.owner ?? null,
        tags: told.tags ?? [],
      },
      state: end === null ? 'running' : told.failed === undefined ? 'ok' : 'failed',
      service: null,
      environment: told.environment ?? null,
      codeVersion: told.version ?? null,
      code:
        told.code === undefined
          ? null
          : { digest: `sha256:${told.code}`, text: told.code, file: `${told.code}.ts`, line: 1n },
      error: told.failed ?? null,
    },
    inputs: (told.reads ?? []).map(io),
    outputs: (told.writes ?? []).map(io),
    metrics: Object.entries(told.metrics ?? {}).map(([name, value]) => ({
      name,
      value,
      unit: null,
    })),
    triggers:
      told.failedTrigger === undefined
        ? []
        : [
            {
              phase: 'after_run',
              name: told.failedTrigger,
              status: 'fail',
              message: 'too many',
              value: 0.5,
              threshold: 0.1,
            },
          ],
    slices: Object.entries(told.slices ?? {}).map(([key, value]) => ({ key, value })),
    labels: told.labels ?? [],
    parents: told.parents ?? [],
    links: told.links ?? [],
  };
}

export function batch(...contributions: readonly RunContribution[]): LineageBatch {
  return {
    contributions: contributions.map((contribution, origin) => ({ ...contribution, origin })),
    annotations: [],
  };
}

/** Parallel steps joined, again and again: 3 runs a diamond and one to start with. */
export function diamonds(count: number): RunContribution[] {
  const runs = [run({ id: 'start', start: 0, writes: ['x0'] })];
  for (let index = 0; index < count; index += 1) {
    const from = `x${index}`;
    const start = 10 * (index + 1);
    runs.push(
      run({ id: `left${index}`, start, reads: [from], writes: [`l${index}`] }),
      run({ id: `right${index}`, start, reads: [from], writes: [`r${index}`] }),
      run({
        id: `join${index}`,
        start: start + 5,
        reads: [`l${index}`, `r${index}`],
        writes: [`x${index + 1}`],
      }),
    );
  }
  return runs;
}
