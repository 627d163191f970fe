// Purpose: which of these runs a run depends on that is not over, or that read after the horizon.
// Params:  keys: string[], run keys; horizon: µs.
// Columns: key: string.
// Cost:    one index seek a key, then its dependents until one is found.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE EXISTS { MATCH (r)<-[d:DEPENDS_ON]-(c:ComponentRun) WHERE c.end IS NULL OR c.end >= $horizon OR d.at >= $horizon }
RETURN key
