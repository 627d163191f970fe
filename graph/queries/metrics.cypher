// Purpose: the metrics of these runs.
// Params:  keys: string[], run keys; units: boolean, false: the embedded engine need not unpack them, 40 MB at 100k runs.
// Columns: run, component, name: string; unit: string or null; value: float; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[e:MEASURED]->(m:Metric)
RETURN key AS run, m.component AS component, coalesce(m.fullName, m.name) AS name, CASE WHEN $units THEN e.unit END AS unit, e.value AS value, e.at AS at
