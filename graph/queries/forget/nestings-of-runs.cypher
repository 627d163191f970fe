// Purpose: what these runs are directly nested in, and what is directly nested in them.
// Params:  keys: string[], run keys.
// Columns: run: string, the inner one; other: string, the outer one.
// Cost:    two index seeks a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:PART_OF]->(p:ComponentRun)
RETURN r.key AS run, p.key AS other
UNION
UNWIND $keys AS key
MATCH (r:ComponentRun)-[:PART_OF]->(p:ComponentRun {key: key})
RETURN r.key AS run, p.key AS other
