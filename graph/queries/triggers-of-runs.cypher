// Purpose: how the checks of these runs ended.
// Params:  keys: string[], run keys.
// Columns: run, name, status: string; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:CHECKED]->(t:TriggerResult)
RETURN key AS run, coalesce(t.fullName, t.name) AS name, t.status AS status, t.at AS at
