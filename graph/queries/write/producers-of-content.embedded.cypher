// Purpose: the latest writes of a pointer with one content at or before a time.
// Params:  pointer, digest: string; until: µs; limit: integer.
// Columns: run: string; at: µs; digest: string; encloses, enclosed: boolean.
// Cost:    the pointer's writers; cut before anything else is asked of them.
MATCH (p:IOPointer {key: $pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE e.digest = $digest AND e.at <= $until
WITH r, e
ORDER BY e.at DESC
LIMIT $limit
RETURN r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
