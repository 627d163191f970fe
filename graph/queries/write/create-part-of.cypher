// Purpose: adds PART_OF edges that are known to be missing.
// Params:  rows: maps with run and other, the keys of the two ends.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (n:ComponentRun {key: row.other})
CREATE (r)-[:PART_OF]->(n)
