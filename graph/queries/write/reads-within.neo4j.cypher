// Purpose: who read a pointer in a span of time, range after range, each in order of time.
// Params:  rows: maps with index, pointer, from (µs, at or after) and until (µs, before; the greatest integer: no end); limit: integer, of all rows together.
// Columns: index: integer; run: string; at: µs; digest: string or null.
// Cost:    one range seek a row in the index on CONSUMED(pointer, at), then `limit` entries.
UNWIND $rows AS row
CALL (row) {
  MATCH (r:ComponentRun)-[e:CONSUMED]->(:IOPointer)
  WHERE e.pointer = row.pointer AND e.at >= row.from AND e.at < row.until
  RETURN r, e
  ORDER BY e.pointer, e.at
  LIMIT $limit
}
RETURN row.index AS index, r.key AS run, e.at AS at, e.digest AS digest
LIMIT $limit
