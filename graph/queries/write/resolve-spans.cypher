// Purpose: the runs that these spans belong to.
// Params:  keys: string[], span keys.
// Columns: span, run: string.
// Cost:    two index seeks a key.
UNWIND $keys AS key
MATCH (s:Span {key: key})-[:SPAN_OF]->(r:ComponentRun)
RETURN key AS span, r.key AS run
UNION
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE r.id IS NOT NULL
RETURN key AS span, r.key AS run
