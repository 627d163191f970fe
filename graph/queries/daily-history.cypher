// Purpose: a component's summaries of days, whole.
// Params:  component: string, its key; since, until: string, days.
// Columns: node: map; metrics, triggers: lists of maps.
// Cost:    one seek in the index on DailyRuns(component, day), then its summaries of those days.
MATCH (s:DailyRuns {component: $component})
WHERE s.day >= $since AND s.day <= $until
RETURN
  properties(s) AS node,
  [(s)-[e:MEASURED]->(m:Metric) | {component: m.component, name: coalesce(m.fullName, m.name), edge: properties(e)}] AS metrics,
  [(s)-[:TALLIED]->(t:TriggerTally) | properties(t)] AS triggers
