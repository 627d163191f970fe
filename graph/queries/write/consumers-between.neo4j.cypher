// Purpose: who read a pointer in a span of time.
// Params:  rows: maps with pointer, from (µs, at or after) and until (µs, before; the greatest integer: no end).
// Columns: pointer, run: string; at: µs; digest: string or null.
// Cost:    one range seek a row in the index on CONSUMED(pointer, at).
UNWIND $rows AS row
MATCH (r:ComponentRun)-[e:CONSUMED]->(:IOPointer)
WHERE e.pointer = row.pointer AND e.at >= row.from AND e.at < row.until
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest
