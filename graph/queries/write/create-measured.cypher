// Purpose: adds MEASURED edges that are known to be missing.
// Params:  rows: maps with run, other (keys of the two ends) and properties (of the edge). value: number.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MATCH (n:Metric {key: row.other})
CREATE (r)-[e:MEASURED]->(n)
SET e = row.properties
SET e.value = toFloat(row.value)
