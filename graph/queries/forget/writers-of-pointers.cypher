// Purpose: runs that wrote these pointers, some at a time.
// Params:  keys: string[], pointer keys; limit: integer.
// Columns: pointer, run: string.
// Cost:    one index seek a key, then `limit` edges.
UNWIND $keys AS key
MATCH (p:IOPointer {key: key})<-[:PRODUCED]-(r:ComponentRun)
RETURN key AS pointer, r.key AS run
LIMIT $limit
