// Purpose: all that is kept of one run beside what lists show.
// Params:  key: string, the run's key.
// Columns: node: map; codes, triggers, slices, labels, partOf: lists.
// Cost:    one index seek, then its own edges.
MATCH (r:ComponentRun {key: $key})
RETURN
  properties(r) AS node,
  [(r)-[:RAN]->(c:Code) | properties(c)] AS codes,
  [(r)-[:CHECKED]->(t:TriggerResult) | properties(t)] AS triggers,
  [(r)-[:IN_SLICE]->(s:Slice) | {key: s.name, value: s.value}] AS slices,
  [(r)-[:LABELLED]->(l:Label) | coalesce(l.fullName, l.name)] AS labels,
  [(r)-[:PART_OF]->(p:ComponentRun) | p.key] AS partOf
