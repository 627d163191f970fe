// Purpose: bare loader: dependencies on the latest write of each pointer that was read.
// Params:  rows: maps with run (key), pointer (key), at (µs).
// Columns: none.
// Cost:    two seeks a row, one of them in the index on PRODUCED(pointer, at).
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
CALL (row) {
  MATCH (x:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = row.pointer AND e.at <= row.at
  RETURN x
  ORDER BY e.pointer DESC, e.at DESC
  LIMIT 1
}
CREATE (r)-[:DEPENDS_ON {pointer: row.pointer, at: row.at}]->(x)
