// Purpose: all facts of runs that are already known, before new facts are merged into them.
// Params:  keys: string[], node keys in key order.
// Columns: node: map of the run's properties; inputs, outputs, metrics, triggers, slices, labels, parents, links, spans: lists.
// Cost:    one index seek a run, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
RETURN
  key AS key,
  properties(r) AS node,
  [(r)-[e:CONSUMED]->(p:IOPointer) | {pointer: p.key, edge: properties(e)}] AS inputs,
  [(r)-[e:PRODUCED]->(p:IOPointer) | {pointer: p.key, edge: properties(e)}] AS outputs,
  [(r)-[e:MEASURED]->(m:Metric) | {metric: m.key, component: m.component, name: coalesce(m.fullName, m.name), edge: properties(e)}] AS metrics,
  [(r)-[:CHECKED]->(t:TriggerResult) | properties(t)] AS triggers,
  [(r)-[:IN_SLICE]->(s:Slice) | {key: s.key, name: s.name, value: s.value}] AS slices,
  [(r)-[:LABELLED]->(l:Label) | {key: l.key, name: coalesce(l.fullName, l.name)}] AS labels,
  [(r)-[:CHILD_OF]->(s:Span) | s.key] AS parents,
  [(r)-[:LINKED_TO]->(s:Span) | s.key] AS links,
  [(s:Span)-[:SPAN_OF]->(r) | s.key] AS spans
