// Purpose: who read a pointer in a span of time, range after range, each in order of time.
// Params:  rows: maps with index, pointer, from (µs, at or after) and until (µs, before; the greatest integer: no end); limit: integer, of all rows together.
// Columns: index: integer; run: string; at: µs; digest: string or null.
// Cost:    the pointers' readers.
UNWIND $rows AS row
MATCH (p:IOPointer {key: row.pointer})<-[e:CONSUMED]-(r:ComponentRun)
WHERE e.at >= row.from AND e.at < row.until
RETURN row.index AS index, r.key AS run, e.at AS at, e.digest AS digest
ORDER BY index, at
LIMIT $limit
