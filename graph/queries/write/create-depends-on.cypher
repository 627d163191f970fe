// Purpose: adds derived dependencies that are known to be missing.
// Params:  rows: maps with run, other, pointer, at.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (x:ComponentRun {key: row.other})
CREATE (r)-[:DEPENDS_ON {pointer: row.pointer, at: row.at}]->(x)
