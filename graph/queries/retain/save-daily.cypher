// Purpose: writes summaries and ties them to their component.
// Params:  rows: maps with component (key) and properties.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (c:Component {key: row.component})
MERGE (s:DailyRuns {key: row.properties.key})
SET s += row.properties
MERGE (s)-[:RUN_OF]->(c)
