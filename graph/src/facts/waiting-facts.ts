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
  putPointers(pointers, b.pointers);
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

/** The part of facts that adopting is about. */
interface Adopting {
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly pointers: ReadonlyMap<string, PointerState>;
  readonly waiting: ReadonlyMap<string, WaitingFacts>;
}

/** Gives what waits, with its pointers, to the runs that own its span or the span that it waits for, until nothing more moves. */
export function adoptWaiting<F extends Adopting>(facts: F): F {
  if (facts.waiting.size === 0) return facts;
  const runs = new Map(facts.runs);
  const pointers = new Map(facts.pointers);
  const waiting = new Map(facts.waiting);
  const owners = new Map<string, string>();
  for (const run of runs.values()) for (const span of run.spans) owners.set(span, run.key);
  const children = new Map<string, WaitingFacts[]>();
  for (const one of waiting.values()) {
    const others = children.get(one.parent);
    if (others === undefined) children.set(one.parent, [one]);
    else others.push(one);
  }
  const ownerOf = (span: string): RunFacts | undefined => runs.get(owners.get(span) ?? span);
  const queue = [...waiting.values()];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const owner = ownerOf(one.key) ?? ownerOf(one.parent);
    if (owner === undefined || !waiting.delete(one.key)) continue;
    runs.set(owner.key, mergeRunFacts(owner, adopted(one, owner)));
    owners.set(one.key, owner.key);
    putPointers(pointers, one.pointers);
    queue.push(...(children.get(one.key) ?? []));
  }
  return { ...facts, runs, pointers, waiting };
}

function putPointers(
  into: Map<string, PointerState>,
  pointers: ReadonlyMap<string, PointerState>,
): void {
  for (const [key, pointer] of pointers) {
    const known = into.get(key);
    into.set(key, known === undefined ? pointer : mergePointers(known, pointer));
  }
}
