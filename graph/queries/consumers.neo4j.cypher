// Purpose: who read a pointer at or before a time.
// Params:  pointer: string, its key; asOf: µs; limit: integer.
// Columns: run: string.
// Cost:    one seek in the index on CONSUMED(pointer, at), then `limit` entries: later readers are not looked at.
MATCH (r:ComponentRun)-[e:CONSUMED]->(:IOPointer)
WHERE e.pointer = $pointer AND e.at <= $asOf
RETURN r.key AS run
LIMIT $limit
