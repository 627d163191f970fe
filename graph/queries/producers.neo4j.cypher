// Purpose: the latest writes of each pointer at or before a time.
// Params:  rows: maps with pointer (key) and until (µs); limit: integer.
// Columns: pointer, run: string; at: µs; digest: string or null; encloses, enclosed: boolean.
// Cost:    one seek a row in the index on PRODUCED(pointer, at), then `limit` entries; the order names the whole prefix, else it reads all.
UNWIND $rows AS row
CALL (row) {
  MATCH (r:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = row.pointer AND e.at <= row.until
  RETURN r, e
  ORDER BY e.pointer DESC, e.at DESC
  LIMIT $limit
}
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)<-[:PART_OF]-() } AS encloses, EXISTS { MATCH (r)-[:PART_OF]->() } AS enclosed
