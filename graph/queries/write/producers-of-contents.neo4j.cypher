// Purpose: the latest writes of pointers with one content each at or before a time.
// Params:  rows: maps with pointer (key), digest and until (µs); limit: integer.
// Columns: pointer, run: string; at: µs; digest: string; encloses, enclosed: boolean.
// Cost:    one seek a row in the index on PRODUCED(pointer, digest, at).
UNWIND $rows AS row
CALL (row) {
  MATCH (r:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = row.pointer AND e.digest = row.digest AND e.at <= row.until
  RETURN r, e
  ORDER BY e.pointer DESC, e.digest DESC, e.at DESC
  LIMIT $limit
}
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
