// Purpose: the trigger results of one run.
// Params:  run: string, its whole id; asOf: µs or null, null: now.
// Columns: phase, name, status: string; message: string, '' for none; value, threshold: float or null.
// Cost:    one index seek, then its own edges.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (r:ComponentRun {key: $run})-[:CHECKED]->(t:TriggerResult)
WHERE t.at <= asOf
RETURN
  t.phase AS phase,
  coalesce(t.fullName, t.name) AS name,
  t.status AS status,
  coalesce(t.message, '') AS message,
  toFloat(t.value) AS value,
  toFloat(t.threshold) AS threshold
ORDER BY phase DESC, name
