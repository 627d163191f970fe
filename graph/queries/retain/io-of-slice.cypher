// Purpose: what these runs touch, before it is locked.
// Params:  keys: string[], run keys.
// Columns: pointer: string.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:CONSUMED|PRODUCED]->(p:IOPointer)
RETURN DISTINCT p.key AS pointer
