// Purpose: the metrics of one run.
// Params:  run: string, its whole id; asOf: µs or null, null: now.
// Columns: name: string; value: float; unit: string, '' for none.
// Cost:    one index seek, then its own edges.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (r:ComponentRun {key: $run})-[e:MEASURED]->(m:Metric)
WHERE e.at <= asOf
RETURN coalesce(m.fullName, m.name) AS name, toFloat(e.value) AS value, coalesce(e.unit, '') AS unit
ORDER BY name, m.component
