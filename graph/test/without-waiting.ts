import type { GraphDump } from '../src/lineage-store.ts';

/** Without the child spans that wait, and the spans that they alone wait for. */
export function lineage({ nodes, edges }: GraphDump): GraphDump {
  const kept = edges.filter((line) => !line.startsWith('["CHILD_OF",["Span"'));
  return {
    nodes: nodes.filter(
      (line) =>
        !line.startsWith('["Span"') ||
        kept.some((edge) => edge.includes(`["Span",${JSON.stringify(keyIn(line))}]`)),
    ),
    edges: kept,
  };
}

function keyIn(line: string): string {
  return (JSON.parse(line) as [string, { key: string }])[1].key;
}
