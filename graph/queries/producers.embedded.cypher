// Purpose: the latest writes of a pointer at or before a time.
// Params:  pointer: string, its key; until: µs; limit: integer.
// Columns: run: string; at: µs; digest: string or null; encloses, enclosed: boolean, true when runs are nested in it.
// Cost:    the pointer's writers; cut before anything else is asked of them, which is a seventh of the work.
MATCH (p:IOPointer {key: $pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE e.at <= $until
WITH r, e
ORDER BY e.at DESC
LIMIT $limit
RETURN r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
