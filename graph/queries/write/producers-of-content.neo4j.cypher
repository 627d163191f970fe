// Purpose: the latest writes of a pointer with one content at or before a time.
// Params:  pointer, digest: string; until: µs; limit: integer.
// Columns: run: string; at: µs; digest: string; encloses, enclosed: boolean.
// Cost:    one seek in the index on PRODUCED(pointer, digest, at).
MATCH (r:ComponentRun)-[e:PRODUCED]->(:IOPointer)
WHERE e.pointer = $pointer AND e.digest = $digest AND e.at <= $until
RETURN r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
ORDER BY e.pointer DESC, e.digest DESC, e.at DESC
LIMIT $limit
