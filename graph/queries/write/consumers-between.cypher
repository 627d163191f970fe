// Purpose: who read a pointer in a span of time.
// Params:  rows: maps with pointer, from (µs, at or after) and until (µs, before; the greatest integer: no end).
// Columns: pointer, run: string; at: µs; digest: string or null.
// Cost:    one range seek a row on Neo4j; the pointer's readers on the embedded store.
UNWIND $rows AS row
MATCH (p:IOPointer {key: row.pointer})<-[e:CONSUMED]-(r:ComponentRun)
WHERE e.at >= row.from AND e.at < row.until
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest
