// Purpose: adds IN_SLICE edges that are known to be missing.
// Params:  rows: maps with run and other, the keys of the two ends, and properties (of the edge).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (n:Slice {key: row.other})
CREATE (r)-[e:IN_SLICE]->(n)
SET e = row.properties
