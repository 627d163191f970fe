/**
 * Two lineages walked up in step. The dependencies of two runs correspond when they come by the same
 * pointer; of the rest, when they are of one component, in order of their pointers' names.
 */
import type { UpstreamAspect, UpstreamDifference } from '../answers/compare-answer.ts';
import { compareText } from '../facts/keys.ts';
import type { LineageStore, RunCode } from '../lineage-store.ts';
import { changeOf } from './compare-io.ts';
import { runsOf } from './lineage-of.ts';
import { allWithContents, type RunWithContents } from './with-contents.ts';

/** Pairs of runs that are looked at; a note tells when there were more. */
const PAIRS_MAX = 5_000;

export interface UpstreamComparison {
  /** Nearest first, then by pointer. */
  readonly differences: readonly UpstreamDifference[];
  readonly truncated: boolean;
}

export interface InStepOptions {
  readonly asOf: bigint;
  readonly depthMax: number;
}

/** Every pair of corresponding runs upstream that differs. Where both sides have one run, nothing can. */
export async function compareUpstream(
  store: LineageStore,
  a: RunWithContents,
  b: RunWithContents,
  { asOf, depthMax }: InStepOptions,
): Promise<UpstreamComparison> {
  const differences: UpstreamDifference[] = [];
  const seen = new Set([pairKey(a.key, b.key)]);
  let level: (readonly [RunWithContents, RunWithContents])[] = a.key === b.key ? [] : [[a, b]];
  for (let depth = 1; level.length > 0; depth += 1) {
    const steps = await dependenciesOf(store, level.flat(), asOf);
    const matches = level.flatMap(([x, y]) => matched(steps.get(x.key), steps.get(y.key)));
    if (depth > depthMax) return { differences, truncated: matches.length > 0 };
    const next: (readonly [RunWithContents, RunWithContents])[] = [];
    for (const { a: left, b: right } of matches.sort(byPointer)) {
      const key = pairKey(left?.run.key ?? '', right?.run.key ?? '');
      if (left?.run.key === right?.run.key || seen.has(key)) continue;
      if (seen.size >= PAIRS_MAX) return { differences, truncated: true };
      seen.add(key);
      const found = difference(depth, left, right);
      if (found !== null) differences.push(found);
      if (left !== null && right !== null) next.push([left.run, right.run]);
    }
    level = next;
  }
  return { differences, truncated: false };
}

interface Dependency {
  readonly pointer: string;
  /** Of the pointer. */
  readonly name: string;
  readonly run: RunWithContents;
}

/** By run, in order of the pointers' names. */
async function dependenciesOf(
  store: LineageStore,
  readers: readonly RunWithContents[],
  asOf: bigint,
): Promise<ReadonlyMap<string, readonly Dependency[]>> {
  const byRun = new Map(readers.map((run) => [run.key, run]));
  const edges = await store.dependencies([...byRun.keys()], asOf);
  const plain = await runsOf(store, new Set(edges.map(({ to }) => to)), asOf);
  const runs = await allWithContents(store, plain);
  const found = new Map<string, Dependency[]>();
  for (const { from, to, pointer } of edges) {
    const run = runs.get(to);
    const reader = byRun.get(from);
    if (run === undefined || reader === undefined) continue;
    const name = reader.inputs.find((input) => input.pointer === pointer)?.name ?? pointer;
    const known = found.get(from);
    if (known === undefined) found.set(from, [{ pointer, name, run }]);
    else known.push({ pointer, name, run });
  }
  for (const list of found.values()) list.sort(inOrder);
  return found;
}

function inOrder(a: Dependency, b: Dependency): number {
  return (
    compareText(a.name, b.name) ||
    compareText(a.pointer, b.pointer) ||
    compareText(a.run.key, b.run.key)
  );
}

interface Match {
  readonly a: Dependency | null;
  readonly b: Dependency | null;
}

function matched(a: readonly Dependency[] = [], b: readonly Dependency[] = []): readonly Match[] {
  const matches: Match[] = [];
  const rest = [...b];
  const take = (wanted: (dependency: Dependency) => boolean): Dependency | null => {
    const index = rest.findIndex(wanted);
    return index === -1 ? null : (rest.splice(index, 1)[0] ?? null);
  };
  const unmatched: Dependency[] = [];
  for (const left of a) {
    const right = take(({ pointer }) => pointer === left.pointer);
    if (right === null) unmatched.push(left);
    else matches.push({ a: left, b: right });
  }
  for (const left of unmatched) {
    matches.push({ a: left, b: take(({ run }) => run.component === left.run.component) });
  }
  return [...matches, ...rest.map((right) => ({ a: null, b: right }))];
}

function byPointer(x: Match, y: Match): number {
  const left = x.a ?? x.b;
  const right = y.a ?? y.b;
  return left === null || right === null ? 0 : inOrder(left, right);
}

function difference(
  depth: number,
  a: Dependency | null,
  b: Dependency | null,
): UpstreamDifference | null {
  const known = a ?? b;
  if (known === null) return null;
  const differs = a === null || b === null ? (['missing'] as const) : aspects(a.run, b.run);
  if (differs.length === 0) return null;
  return {
    depth,
    pointer: known.name,
    component: known.run.componentName,
    a: a?.run.id ?? null,
    b: b?.run.id ?? null,
    differs,
  };
}

function aspects(a: RunWithContents, b: RunWithContents): readonly UpstreamAspect[] {
  const found: readonly (readonly [UpstreamAspect, boolean])[] = [
    ['component', a.component !== b.component],
    ['code', codeDiffers(a, b)],
    ['environment', a.environment !== b.environment],
    ['state', a.state !== b.state],
    ['inputs', contentDiffers(a.inputs, b.inputs, true)],
    ['triggers', failed(a) !== failed(b)],
    ['outputs', contentDiffers(a.outputs, b.outputs, false)],
  ];
  return found.flatMap(([aspect, differs]) => (differs ? [aspect] : []));
}

/** The code itself decides where both sides tell it, else the revision that it came from. */
export function codeDiffers(a: RunCode, b: RunCode): boolean {
  if (a.codeDigest !== null && b.codeDigest !== null) return a.codeDigest !== b.codeDigest;
  return a.codeVersion !== null && b.codeVersion !== null && a.codeVersion !== b.codeVersion;
}

function contentDiffers(
  a: RunWithContents['inputs'],
  b: RunWithContents['inputs'],
  alsoNames: boolean,
): boolean {
  const onB = new Map(b.map((io) => [io.pointer, io]));
  const common = a.filter((io) => onB.has(io.pointer));
  if (alsoNames && (common.length < a.length || common.length < b.length)) return true;
  return common.some((io) => changeOf(io, onB.get(io.pointer) ?? null) === 'content');
}

function failed({ failedTriggers }: RunWithContents): string {
  return JSON.stringify(
    failedTriggers.map(({ phase, name, status }) => JSON.stringify([phase, name, status])).sort(),
  );
}

function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b]);
}
