/**
 * A made history as CSV for Neo4j's offline importer: the graph that `LineageStore.write` would make of
 * it, spelled out; a test compares the two.
 */

import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContribution } from '@spantrail/graph';
import type { MadeHistory } from '@spantrail/made-history';

/** Header of each kind of node and edge; the first column of a node is its key, of an edge its two ends. */
const NODES = {
  Component: 'key:ID(Component),namespace,name,description,owner,tags:string[],textStart:long',
  ComponentRun:
    'key:ID(ComponentRun),id,component,state,start:long,end:long,day,service,environment,codeVersion,codeDigest,error,traceId,spanId,stamp',
  IOPointer: 'key:ID(IOPointer),namespace,name,type,typeExplicit:boolean',
  Metric: 'key:ID(Metric),component,name',
  TriggerResult:
    'key:ID(TriggerResult),run,phase,name,status,message,at:long,stamp,value:double,threshold:double',
  Code: 'key:ID(Code),digest,text,file,line:long',
  Slice: 'key:ID(Slice),name,value',
} as const;

const ends = (to: string): string => `:START_ID(ComponentRun),:END_ID(${to})`;
const IO = 'pointer,at:long,digest';
const EDGES = {
  RUN_OF: ends('Component'),
  RAN: ends('Code'),
  CONSUMED: `${ends('IOPointer')},${IO}`,
  PRODUCED: `${ends('IOPointer')},${IO}`,
  DEPENDS_ON: `${ends('ComponentRun')},pointer,at:long`,
  MEASURED: `${ends('Metric')},metric,at:long,unit,stamp,value:double`,
  CHECKED: ends('TriggerResult'),
  IN_SLICE: `${ends('Slice')},slice,start:long`,
} as const;

type Kind = keyof typeof NODES | keyof typeof EDGES;
type Cell = string | number | bigint | boolean | null;

export interface CsvFiles {
  readonly nodes: Readonly<Record<string, string>>;
  readonly relationships: Readonly<Record<string, string>>;
}

/** Writes a file a kind into the folder. */
export async function writeCsv(history: MadeHistory, folder: string): Promise<CsvFiles> {
  mkdirSync(folder, { recursive: true });
  const fileOf = (kind: string): string => join(folder, `${kind}.csv`);
  const headers: Readonly<Record<string, string>> = { ...NODES, ...EDGES };
  const kinds = Object.keys(headers) as Kind[];
  const streams = new Map(kinds.map((kind) => [kind, createWriteStream(fileOf(kind))]));
  const lines = new Map<Kind, string[]>(kinds.map((kind) => [kind, [headers[kind] ?? '']]));
  const flush = async (): Promise<void> => {
    for (const [kind, stream] of streams) {
      const text = `${lines.get(kind)?.join('\n')}\n`;
      if (text !== '\n' && !stream.write(text)) await once(stream, 'drain');
      lines.set(kind, []);
    }
  };
  const graph = graphLines((kind, cells) => lines.get(kind)?.push(cells.map(csv).join(',')));
  for (const { contributions } of history.batches()) {
    for (const run of contributions) graph.add(run);
    await flush();
  }
  graph.end();
  await flush();
  for (const stream of streams.values()) {
    stream.end();
    await once(stream, 'close');
  }
  const files = (of: object): Record<string, string> =>
    Object.fromEntries(Object.keys(of).map((kind) => [kind, fileOf(kind)]));
  return { nodes: files(NODES), relationships: files(EDGES) };
}

function csv(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function graphLines(line: (kind: Kind, cells: readonly Cell[]) => void) {
  const shared = new Set<string>();
  const once = (kind: Kind, key: string, cells: () => readonly Cell[]): void => {
    if (shared.has(`${kind} ${key}`)) return;
    shared.add(`${kind} ${key}`);
    line(kind, [key, ...cells()]);
  };
  const components = new Map<string, RunContribution>();
  // A made run reads what an earlier one wrote last, and says so by the digest.
  const writers = new Map<string, string>();

  const add = (run: RunContribution): void => {
    const { run: key, identity, start, end } = run;
    if (identity === null || end === null)
      throw new Error('A made run has an end and a component.');
    const { component, code } = identity;
    const componentKey = JSON.stringify([component.namespace, component.name]);
    const stamp = `1|${end}|${run.span}`;
    const day = new Date(Number(start / 1_000n)).toISOString().slice(0, 10);
    const [traceId = '', spanId = ''] = run.span.split(':');
    const known = components.get(componentKey);
    if (known === undefined || known.start < start || (known.start === start && known.run < key)) {
      components.set(componentKey, run);
    }
    line('ComponentRun', [
      ...[key, key, componentKey, identity.state, start, end, day, identity.service],
      ...[identity.environment, identity.codeVersion, code?.digest ?? null, identity.error],
      ...[traceId, spanId, stamp],
    ]);
    line('RUN_OF', [key, componentKey]);
    if (code !== null) {
      const { digest, text, file, line: lineNumber } = code;
      once('Code', digest, () => [digest, text, file, lineNumber]);
      line('RAN', [key, digest]);
    }
    for (const { pointer, digest } of run.inputs) {
      const pointerKey = addPointer(pointer, true);
      line('CONSUMED', [key, pointerKey, pointerKey, start, digest]);
      const writer = writers.get(pointerKey);
      if (writer !== undefined) line('DEPENDS_ON', [key, writer, pointerKey, start]);
    }
    for (const { pointer, digest } of run.outputs) {
      const isRead = component.name !== 'infer';
      const pointerKey = addPointer(pointer, isRead);
      line('PRODUCED', [key, pointerKey, pointerKey, end, digest]);
      if (isRead) writers.set(pointerKey, key);
    }
    for (const { name, value, unit } of run.metrics) {
      const metric = JSON.stringify([componentKey, name]);
      once('Metric', metric, () => [componentKey, name]);
      line('MEASURED', [key, metric, metric, end, unit, stamp, value]);
    }
    for (const { phase, name, status, message, value, threshold } of run.triggers) {
      const trigger = JSON.stringify([key, phase, name]);
      line('TriggerResult', [
        ...[trigger, key, phase, name, status, message, end, stamp, value, threshold],
      ]);
      line('CHECKED', [key, trigger]);
    }
    for (const { key: sliceKey, value } of run.slices) {
      const slice = JSON.stringify([sliceKey, value]);
      once('Slice', slice, () => [sliceKey, value]);
      line('IN_SLICE', [key, slice, slice, start]);
    }
  };

  /** A prediction's own pointer is named once; remembering a million of them would be for nothing. */
  function addPointer({ namespace, name }: { namespace: string; name: string }, again: boolean) {
    const isUri = name.includes('://');
    const key = isUri ? name : JSON.stringify([namespace, name]);
    const type = name.includes('model') ? 'model' : isUri ? 'data' : 'other';
    const cells = (): readonly Cell[] => [isUri ? '' : namespace, name, type, false];
    if (again) once('IOPointer', key, cells);
    else line('IOPointer', [key, ...cells()]);
    return key;
  }

  const end = (): void => {
    for (const [key, { identity, start }] of components) {
      if (identity === null) continue;
      const { namespace, name, description, owner, tags } = identity.component;
      const sorted = [...tags].sort().join(';');
      line('Component', [key, namespace, name, description, owner, sorted, start]);
    }
  };
  return { add, end };
}
