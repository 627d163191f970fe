// Purpose: summaries as lists show runs.
// Params:  keys: string[], keys of summaries.
// Columns: node: map; componentName, namespace: string; reads: list of maps.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (s:DailyRuns {key: key})-[:RUN_OF]->(c:Component)
RETURN
  properties(s) AS node,
  coalesce(c.fullName, c.name) AS componentName,
  c.namespace AS namespace,
  [(s)-[e:READ]->(p:IOPointer) | {pointer: p.key, name: coalesce(p.fullName, p.name), type: p.type, at: e.at}] AS reads
