// Purpose: all writes of each pointer at or before a time.
// Params:  rows: maps with index (integer), pointer (key) and until (µs).
// Columns: index: integer; run: string; at: µs; digest: string or null; encloses, enclosed: boolean, true when runs are nested in it.
// Cost:    one index seek a row, then the pointer's writers: asked for pointers that have few.
UNWIND $rows AS row
MATCH (p:IOPointer {key: row.pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE e.at <= row.until
RETURN row.index AS index, r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
