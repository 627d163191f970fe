// Purpose: bare loader: dependencies that it is handed.
// Params:  rows: maps with run (key), producer (key of a run), pointer (key), at (µs).
// Columns: none.
// Cost:    two seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (x:ComponentRun {key: row.producer})
CREATE (r)-[:DEPENDS_ON {pointer: row.pointer, at: row.at}]->(x)
