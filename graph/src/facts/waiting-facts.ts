/**
 * What a child span says of a run that nobody knows yet: its parent span is in another request. It waits
 * under its own span's key, outside of the lineage, until the span or its parent turns out to be a run's.
 */
import { triggerKey } from './keys.ts';
import { mergePointers, type PointerState } from './pointer-state.ts';
import { mergeRunFacts, type RunFacts, type TriggerState } from './run-facts.ts';

export interface WaitingFacts {
  /** The child span's key, `traceId:spanId`. */
  readonly key: string;
  /** Key of the span that it waits for. */
  readonly parent: string;
  /** As of a run that is called like the span; without spans of its own. */
  readonly run: RunFacts;
  /** What the run names. */
  readonly pointers: ReadonlyMap<string, PointerState>;
}

/** Joins what two copies of one span say. */
export function mergeWaiting(a: WaitingFacts, b: WaitingFacts): WaitingFacts {
  const pointers = new Map(a.pointers);
  for (const [key, pointer] of b.pointers) {
    const known = pointers.get(key);
    pointers.set(key, known === undefined ? pointer : mergePointers(known, pointer));
  }
  return {
    key: a.key,
    parent: a.parent <= b.parent ? a.parent : b.parent,
    run: mergeRunFacts(a.run, b.run),
    pointers,
  };
}

/** The same facts as those of a run that the span turned out to be of. */
function adopted({ key, run }: WaitingFacts, owner: Pick<RunFacts, 'key' | 'id'>): RunFacts {
  const triggers = new Map<string, TriggerState>();
  for (const trigger of run.triggers.values())
    triggers.set(triggerKey(owner.key, trigger), trigger);
  const spans = new Set([...run.spans, ...(key === owner.key ? [] : [key])]);
  return { ...run, key: owner.key, id: owner.id, triggers, spans };
}

/**
 * Gives what waits to the runs that own its span or the span that it waits for, until nothing more moves.
 *
 * @returns the runs with all that they were given, what still waits, and the pointers of what was given.
 */
export function adoptWaiting(
  runs: ReadonlyMap<string, RunFacts>,
  waiting: ReadonlyMap<string, WaitingFacts>,
): {
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly waiting: ReadonlyMap<string, WaitingFacts>;
  readonly pointers: readonly PointerState[];
} {
  if (waiting.size === 0) return { runs, waiting, pointers: [] };
  const after = new Map(runs);
  const open = new Map(waiting);
  const pointers: PointerState[] = [];
  const owners = new Map<string, string>();
  for (const run of runs.values()) for (const span of run.spans) owners.set(span, run.key);
  const children = new Map<string, WaitingFacts[]>();
  for (const one of waiting.values()) {
    const others = children.get(one.parent);
    if (others === undefined) children.set(one.parent, [one]);
    else others.push(one);
  }
  const ownerOf = (span: string): RunFacts | undefined => after.get(owners.get(span) ?? span);
  const queue = [...waiting.values()];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const owner = ownerOf(one.key) ?? ownerOf(one.parent);
    if (owner === undefined || !open.delete(one.key)) continue;
    after.set(owner.key, mergeRunFacts(owner, adopted(one, owner)));
    owners.set(one.key, owner.key);
    pointers.push(...one.pointers.values());
    queue.push(...(children.get(one.key) ?? []));
  }
  return { runs: after, waiting: open, pointers };
}
