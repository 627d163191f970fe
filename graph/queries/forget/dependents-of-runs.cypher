// Purpose: the runs that depend on these.
// Params:  keys: string[], run keys.
// Columns: run: string.
// Cost:    one index seek a key, then its dependents.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[:DEPENDS_ON]-(d:ComponentRun)
RETURN DISTINCT d.key AS run
