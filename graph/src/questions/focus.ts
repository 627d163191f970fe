/** `--focus COMPONENT` and `--environment` on a large lineage: what is meant, and the way to it. */
import type { LineageStore, RunRow } from '../lineage-store.ts';
import type { Walk } from './lineage-walk.ts';
import { componentNamed } from './subject.ts';

export interface Focus {
  /** Name of a component. */
  readonly component?: string | undefined;
  readonly namespace?: string | undefined;
  readonly environment?: string | undefined;
}

export interface Focused {
  readonly walk: Walk;
  /** Runs. */
  readonly leftOut: number;
  /** Says what was left out. */
  readonly notes: readonly string[];
}

/**
 * Keeps the runs of a component or environment and those through which the walk came to them.
 *
 * @throws NotFoundError for an unknown component, UsageError when several namespaces have it.
 */
export async function focusOn(
  store: LineageStore,
  walk: Walk,
  runs: ReadonlyMap<string, RunRow>,
  { component: name, namespace, environment }: Focus,
): Promise<Focused> {
  if (name === undefined && environment === undefined) return { walk, leftOut: 0, notes: [] };
  const component = name === undefined ? null : await componentNamed(store, name, namespace);
  const kept = waysTo(walk, (key) => {
    const run = runs.get(key);
    return (
      run !== undefined &&
      (component === null || run.component === component.key) &&
      (environment === undefined || run.environment === environment)
    );
  });
  const leftOut = walk.depths.size - kept.size;
  const what = [
    ...(component === null ? [] : [`runs of ${component.name}`]),
    ...(environment === undefined ? [] : [`the environment ${environment}`]),
  ].join(' in ');
  const meant = kept.size === 0 ? `Nothing here is of ${what}` : `Only ${what} and the way there`;
  // An end that the walk does not list is what was asked of; edges to it stay.
  const stays = (run: string): boolean => kept.has(run) || !walk.depths.has(run);
  return {
    walk: {
      depths: new Map([...walk.depths].filter(([run]) => kept.has(run))),
      edges: walk.edges.filter(({ from, to }) => stays(from) && stays(to)),
      truncated: walk.truncated,
    },
    leftOut,
    notes: leftOut === 0 ? [] : [`${meant}: ${leftOut} of ${walk.depths.size} runs are left out.`],
  };
}

/** The wanted runs of a walk, and all that lie on a shortest way from its roots to one of them. */
function waysTo({ depths, edges }: Walk, wanted: (run: string) => boolean): ReadonlySet<string> {
  const nearer = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [near, far] = (depths.get(from) ?? 0) < (depths.get(to) ?? 0) ? [from, to] : [to, from];
    const step = depths.get(near);
    if (step === undefined || depths.get(far) !== step + 1) continue;
    nearer.set(far, [...(nearer.get(far) ?? []), near]);
  }
  const kept = new Set([...depths.keys()].filter(wanted));
  // A set yields what is added while it is walked, which makes it the queue as well.
  for (const run of kept) for (const near of nearer.get(run) ?? []) kept.add(near);
  return kept;
}
