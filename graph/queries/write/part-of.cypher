// Purpose: what these runs are directly nested in.
// Params:  keys: string[], run keys.
// Columns: run, other: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:PART_OF]->(p:ComponentRun)
RETURN key AS run, p.key AS other
