import type { DerivedLineage } from '../facts/derived-lineage.ts';
import type { GatheredFacts } from '../facts/gathered-facts.ts';
import { nameProperties } from '../facts/keys.ts';
import {
  annotationProperties,
  codeProperties,
  componentProperties,
  inSliceProperties,
  ioProperties,
  metricProperties,
  pointerProperties,
  runProperties,
  triggerProperties,
} from '../facts/properties.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { TombstoneRow } from '../forgetting.ts';
import type { GraphDump } from '../lineage-store.ts';
import {
  dailyProperties,
  metricTallyProperties,
  triggerTallyProperties,
} from '../retention/daily-runs.ts';
import type { Past } from '../retention/memory-retention.ts';
import { type DumpEdge, type DumpNode, dumpOf } from './graph-dump.ts';
import { waitingText } from './lines-of-facts.ts';

/** The graph that facts stand for, as a store would hold it. */
export function dumpFacts(
  { runs, components, pointers, codes, labels, annotations, waiting }: GatheredFacts,
  { dependencies, parents }: DerivedLineage,
  past: Past,
  tombstones: readonly TombstoneRow[],
): GraphDump {
  const nodes: DumpNode[] = [
    ...tombstones.map((row) => ({ label: 'Tombstone', properties: { ...row } })),
    ...nodesOf('Component', components, componentProperties),
    ...nodesOf('IOPointer', pointers, (pointer) => {
      const use = past.uses.get(pointer.key);
      const folded = { foldedFirst: use?.first ?? null, foldedLast: use?.last ?? null };
      return { ...pointerProperties(pointer), ...folded };
    }),
    ...nodesOf('Code', codes, codeProperties),
    ...nodesOf('Annotation', annotations, annotationProperties),
  ];
  const edges: DumpEdge[] = [];
  const others = new Map<string, DumpNode>();
  const subjects = { pointer: 'IOPointer', run: 'ComponentRun', label: 'Label' } as const;
  for (const { key, subject, about, label: named } of annotations.values()) {
    const label = subjects[subject];
    edges.push(edge('ABOUT', ['Annotation', key], [label, about]));
    if (named !== null) edges.push(edge('ABOUT', ['Annotation', key], ['Label', named]));
    if (label === 'ComponentRun' && !runs.has(about)) {
      others.set(JSON.stringify([label, about]), { label, properties: { key: about } });
    }
  }
  for (const [key, name] of labels) {
    others.set(JSON.stringify(['Label', key]), {
      label: 'Label',
      properties: { key, ...nameProperties(name) },
    });
  }
  for (const run of runs.values()) dumpRun(run, nodes, edges, others);
  for (const { parent } of waiting.values()) {
    const known = JSON.stringify(['Span', parent]);
    if (!others.has(known)) others.set(known, { label: 'Span', properties: { key: parent } });
  }
  for (const one of waiting.values()) {
    const { key, parent } = one;
    const properties = { key, waits: true, facts: waitingText(one) };
    others.set(JSON.stringify(['Span', key]), { label: 'Span', properties });
    edges.push(edge('CHILD_OF', ['Span', key], ['Span', parent]));
  }
  for (const { from, to, pointer, at } of dependencies) {
    const label = past.summaries.has(to) ? 'DailyRuns' : 'ComponentRun';
    edges.push(edge('DEPENDS_ON', ['ComponentRun', from], [label, to], { pointer, at }));
  }
  dumpPast(past, nodes, edges, others);
  for (const [run, owners] of parents) {
    for (const owner of owners) {
      edges.push(edge('PART_OF', ['ComponentRun', run], ['ComponentRun', owner]));
    }
  }
  return dumpOf([...nodes, ...others.values()], edges);
}

function dumpPast(
  past: Past,
  nodes: DumpNode[],
  edges: DumpEdge[],
  others: Map<string, DumpNode>,
): void {
  for (const state of past.summaries.values()) {
    const self = ['DailyRuns', state.key] as const;
    nodes.push({ label: 'DailyRuns', properties: dailyProperties(state) });
    edges.push(edge('RUN_OF', self, ['Component', state.component]));
    for (const [key, tally] of state.metrics) {
      const { component, name } = tally;
      const { properties, floats } = metricTallyProperties(key, tally);
      others.set(JSON.stringify(['Metric', key]), {
        label: 'Metric',
        properties: { key, component, ...nameProperties(name) },
      });
      edges.push(edge('MEASURED', self, ['Metric', key], { ...properties, ...floats }));
    }
    for (const [key, tally] of state.triggers) {
      nodes.push({ label: 'TriggerTally', properties: triggerTallyProperties(key, tally) });
      edges.push(edge('TALLIED', self, ['TriggerTally', key]));
    }
  }
  for (const { from, to, kind, pointer, at, reads } of past.edges) {
    const self = ['DailyRuns', from] as const;
    if (kind === 'pointer') edges.push(edge('READ', self, ['IOPointer', to], { at, reads }));
    else {
      const label = kind === 'daily' ? 'DailyRuns' : 'ComponentRun';
      edges.push(edge('DEPENDS_ON', self, [label, to], { pointer, at, reads }));
    }
  }
}

function nodesOf<T>(
  label: string,
  states: ReadonlyMap<string, T>,
  properties: (state: T) => Record<string, unknown>,
): DumpNode[] {
  return [...states.values()].map((state) => ({ label, properties: properties(state) }));
}

function dumpRun(
  run: RunFacts,
  nodes: DumpNode[],
  edges: DumpEdge[],
  others: Map<string, DumpNode>,
): void {
  const self = ['ComponentRun', run.key] as const;
  const other = (label: string, key: string, properties: Record<string, unknown>): void => {
    others.set(JSON.stringify([label, key]), { label, properties: { key, ...properties } });
  };
  nodes.push({ label: 'ComponentRun', properties: runProperties(run) });
  if (run.head !== null) {
    edges.push(edge('RUN_OF', self, ['Component', run.head.component]));
    if (run.head.codeDigest !== null) edges.push(edge('RAN', self, ['Code', run.head.codeDigest]));
  }
  for (const [type, direction] of [
    ['CONSUMED', 'inputs'],
    ['PRODUCED', 'outputs'],
  ] as const) {
    for (const [pointer, io] of run[direction]) {
      edges.push(
        edge(type, self, ['IOPointer', pointer], ioProperties(direction, run, pointer, io)),
      );
    }
  }
  for (const [key, metric] of run.metrics) {
    const { component, name, value } = metric;
    other('Metric', key, { component, ...nameProperties(name) });
    edges.push(
      edge('MEASURED', self, ['Metric', key], { ...metricProperties(key, metric), value }),
    );
  }
  for (const [key, trigger] of run.triggers) {
    const { value, threshold } = trigger;
    other('TriggerResult', key, {
      ...triggerProperties(key, run.key, trigger),
      value,
      threshold,
    });
    edges.push(edge('CHECKED', self, ['TriggerResult', key]));
  }
  for (const [key, slice] of run.slices) {
    other('Slice', key, { name: slice.key, value: slice.value });
    edges.push(edge('IN_SLICE', self, ['Slice', key], inSliceProperties(key, run)));
  }
  for (const [key, label] of run.labels) {
    other('Label', key, nameProperties(label));
    edges.push(edge('LABELLED', self, ['Label', key]));
  }
  for (const [type, set] of [
    ['CHILD_OF', run.parents],
    ['LINKED_TO', run.links],
  ] as const) {
    for (const span of set) {
      other('Span', span, {});
      edges.push(edge(type, self, ['Span', span]));
    }
  }
  for (const span of run.spans) {
    other('Span', span, {});
    edges.push(edge('SPAN_OF', ['Span', span], self));
  }
}

function edge(
  type: string,
  from: readonly [string, string],
  to: readonly [string, string],
  properties: Record<string, unknown> = {},
): DumpEdge {
  return { type, from, to, properties };
}
