// Purpose: adds SPAN_OF edges that are known to be missing.
// Params:  rows: maps with run and other, the keys of the two ends.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (n:Span {key: row.other})
CREATE (n)-[:SPAN_OF]->(r)
