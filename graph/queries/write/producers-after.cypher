// Purpose: the next writes of pointers after a time, the earliest first.
// Params:  rows: maps with pointer (key) and after (µs); limit: integer, not used: this engine reads all writers anyway.
// Columns: pointer, run: string; at: µs; digest: string or null; nested: boolean, true when it encloses runs or is enclosed.
// Cost:    the pointer's writers, once a pointer.
UNWIND $rows AS row
MATCH (p:IOPointer {key: row.pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE e.at > row.after
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)-[:PART_OF]-() } AS nested
ORDER BY at
