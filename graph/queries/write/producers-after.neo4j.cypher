// Purpose: the next writes of pointers after a time, the earliest first.
// Params:  rows: maps with pointer (key) and after (µs); limit: integer.
// Columns: pointer, run: string; at: µs; digest: string or null; nested: boolean, true when it encloses runs or is enclosed.
// Cost:    one seek a row in the index on PRODUCED(pointer, at), then `limit` entries.
UNWIND $rows AS row
CALL (row) {
  MATCH (r:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = row.pointer AND e.at > row.after
  RETURN r, e
  ORDER BY e.pointer, e.at
  LIMIT $limit
}
RETURN row.pointer AS pointer, r.key AS run, e.at AS at, e.digest AS digest, EXISTS { MATCH (r)-[:PART_OF]-() } AS nested
ORDER BY at
