// Purpose: every run that encloses one of these, at any distance up to 32.
// Params:  keys: string[], run keys.
// Columns: run, ancestor: string.
// Cost:    one index seek a key, then the enclosing runs.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:PART_OF*1..32]->(a:ComponentRun)
RETURN DISTINCT key AS run, a.key AS ancestor
