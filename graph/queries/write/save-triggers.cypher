// Purpose: writes trigger results and ties them to their run.
// Params:  rows: maps with run, key, value, threshold (floats) and properties.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
MERGE (t:TriggerResult {key: row.key})
SET t += row.properties
SET t.value = toFloat(row.value)
SET t.threshold = toFloat(row.threshold)
MERGE (r)-[:CHECKED]->(t)
