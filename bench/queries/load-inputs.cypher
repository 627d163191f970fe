// Purpose: bare loader: what the runs read.
// Params:  rows: maps with run (key), pointer (key), at (µs).
// Columns: none.
// Cost:    two seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (p:IOPointer {key: row.pointer})
CREATE (r)-[:CONSUMED {pointer: row.pointer, at: row.at}]->(p)
