// Purpose: who read a pointer at or before a time.
// Params:  pointer: string, its key; asOf: µs; limit: integer.
// Columns: run: string.
// Cost:    the pointer's readers, `limit` at the most.
MATCH (p:IOPointer {key: $pointer})<-[e:CONSUMED]-(r:ComponentRun)
WHERE e.at <= $asOf
RETURN r.key AS run
LIMIT $limit
