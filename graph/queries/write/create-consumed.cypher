// Purpose: adds CONSUMED edges that are known to be missing.
// Params:  rows: maps with run, other (keys of the two ends) and properties (of the edge).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (n:IOPointer {key: row.other})
CREATE (r)-[e:CONSUMED]->(n)
SET e = row.properties
