// Purpose: summaries, whole.
// Params:  keys: string[], their keys.
// Columns: node: map; metrics, triggers: lists of maps.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (s:DailyRuns {key: key})
RETURN
  properties(s) AS node,
  [(s)-[e:MEASURED]->(m:Metric) | {component: m.component, name: coalesce(m.fullName, m.name), edge: properties(e)}] AS metrics,
  [(s)-[:TALLIED]->(t:TriggerTally) | properties(t)] AS triggers
