import { canonical } from '../facts/same-properties.ts';
import type { GraphDump } from '../lineage-store.ts';

export interface DumpNode {
  readonly label: string;
  readonly properties: Record<string, unknown>;
}

export interface DumpEdge {
  readonly type: string;
  readonly from: readonly [label: string, key: string];
  readonly to: readonly [label: string, key: string];
  readonly properties: Record<string, unknown>;
}

/** Properties that are floats; every other number is whole, whatever type the engine gave it. */
const FLOATS = new Set(['value', 'threshold', 'sum', 'squares', 'min', 'max']);

/** What serves one engine alone (locks, blocks of time), and which of several forgets a tombstone is of. */
const OWN = new Set(['locked', 'startBlock', 'endBlock', 'anyStartBlock', 'receipt', 'waitsSince']);

/** Canonical lines, equal for equal graphs on any store. */
export function dumpOf(nodes: readonly DumpNode[], edges: readonly DumpEdge[]): GraphDump {
  return {
    nodes: nodes.map(({ label, properties }) => canonical([label, plain(properties)])).sort(),
    edges: edges
      .map(({ type, from, to, properties }) => canonical([type, from, to, plain(properties)]))
      .sort(),
  };
}

function plain(properties: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(properties).filter(([name]) => !OWN.has(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'number' && !FLOATS.has(name) ? BigInt(value) : value,
    ]),
  );
}
