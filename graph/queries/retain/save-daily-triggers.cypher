// Purpose: writes how often triggers of the runs of a summary ended how.
// Params:  rows: maps with daily (key) and properties.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (s:DailyRuns {key: row.daily})
MERGE (t:TriggerTally {key: row.properties.key})
SET t += row.properties
MERGE (s)-[:TALLIED]->(t)
